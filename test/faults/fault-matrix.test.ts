import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../support/database.ts';
import type { Findings } from './findings.ts';
import { runOf } from './run.ts';

/** `FAULT_RUNS=2000 npx vitest run test/faults` is the whole matrix; `FAULT_SEED=7` replays one run. */
const RUNS = Number(process.env.FAULT_RUNS ?? 24);
const ONE = process.env.FAULT_SEED;
const seeds = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => index) : [Number(ONE)];

describe('Slack fails in every way on every method it is called with, at any point of a release, and processes die', () => {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await openStore('embedded');
  });
  afterAll(() => store.close());

  it(
    'and nothing is lost, nothing told twice that could be found out, nothing out of order',
    async () => {
      const wrong: [seed: number, Findings][] = [];
      let told = 0;
      let doubled = 0;
      for (const seed of seeds) {
        const findings = await runOf(seed, store.db);
        told += findings.told;
        doubled += findings.doubled.length;
        if (isWrong(findings)) wrong.push([seed, findings]);
      }
      console.log(
        `${seeds.length} runs told ${told} notices; ${doubled} of them twice, after an unknown outcome`,
      );
      expect(wrong).toEqual([]);
    },
    60_000 + seeds.length * 20_000,
  );
});

const isWrong = ({ lost, unasked, outOfOrder, cards, doubled }: Findings): boolean =>
  lost.length + unasked.length + outOfOrder.length + doubled.length > 0 || cards !== 1;
