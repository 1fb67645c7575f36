import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../support/database.ts';
import { runOf } from './run.ts';
import { SEEDS_FOR_ALL, Tally } from './strikes.ts';

/** `FAULT_RUNS=2000 npx vitest run test/faults` is the whole matrix; `FAULT_SEED=7` replays one run. */
const RUNS = Number(process.env.FAULT_RUNS ?? 24);
const FROM = Number(process.env.FAULT_FROM ?? 0);
const ONE = process.env.FAULT_SEED;
const seeds = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => FROM + index) : [Number(ONE)];

describe('Slack fails in every way at everything it is asked and everything it tells, at any point of a release, and processes die', () => {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await openStore('embedded');
  });
  afterAll(() => store.close());

  it(
    'and nothing is lost, nothing done or told twice that could be found out, nothing out of order',
    async () => {
      const wrong: [seed: number, string[]][] = [];
      const tally = new Tally();
      const all = { told: 0, doubled: 0 };
      for (const seed of seeds) {
        const findings = await runOf(seed, store.db).catch((error: Error) => ({
          ...{ told: 0, wrong: [error.stack ?? String(error)], doubled: [], tally: new Tally() },
        }));
        all.told += findings.told;
        all.doubled += findings.doubled.length;
        tally.add(findings.tally);
        if (findings.wrong.length > 0) wrong.push([seed, findings.wrong]);
      }
      console.log(
        [
          `${seeds.length} runs from seed ${seeds[0]} told ${all.told} notices; ${all.doubled} of them twice, where neither the`,
          'outcome was known nor the channel could be read. How often what was struck by what:',
          tally.table(),
        ].join('\n'),
      );
      expect(wrong).toEqual([]);
      // Enough of them leave out nothing that can go wrong.
      if (seeds.length >= SEEDS_FOR_ALL * 4) expect(tally.never()).toEqual([]);
    },
    60_000 + seeds.length * 20_000,
  );
});
