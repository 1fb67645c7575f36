import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type EvidenceFeed,
  EvidenceUnavailable,
  type Gathered,
} from '../../../src/providers/evidence/port.ts';
import type { GateEvidence, GateName, NoEvidence } from '../../../src/release/gate-evidence.ts';
import { gatesOf } from '../../../src/release/gates.ts';
import { HOUR, OWNER, planned } from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { evidenceOf, gateRules, goodEnough } from '../../support/gates.ts';
import { RELEASE } from '../../support/given.ts';
import { type Crew, crewOn } from '../crew.ts';

let store: OpenedStore;
let crew: Crew;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  crew = crewOn(store.db);
});
afterEach(() => crew.close());
afterAll(() => store.close());

const asking = (...required: GateName[]) =>
  planned('minor', 'production', { terms: { gates: gateRules({ required, fed: required }) } });

/** A source that measures for as long as the test likes, and knows what it was asked. */
function slowFeed(gate: GateName) {
  const calls: string[] = [];
  const known = new Map<string, Gathered>();
  const feed: EvidenceFeed = {
    source: 'command',
    gates: [gate],
    async start({ id }) {
      calls.push(`start ${id}`);
      const why: NoEvidence = { because: 'running', what: [] };
      known.set(id, {
        is: 'running',
        evidence: [],
        unavailable: [{ gate, source: 'command', by: 'make', why }],
      });
      return known.get(id) as Gathered;
    },
    async check({ id }) {
      return known.get(id) ?? { is: 'absent' };
    },
    async cancel({ id }) {
      calls.push(`cancel ${id}`);
    },
  };
  const ends = (round: number, evidence: GateEvidence[]) =>
    known.set(`${RELEASE}.gates.${round}`, { is: 'done', evidence, unavailable: [] });
  return { feed, calls, ends };
}

const measuredNow = async (gate: GateName, changes: Partial<GateEvidence> = {}) =>
  evidenceOf(goodEnough(gate), { source: 'command', by: 'make', at: await store.db.now(), ...changes });

const verdictOf = async (name: GateName) => {
  const [release, now] = [await crew.release(), await store.db.now()];
  return gatesOf(release, now).find(gate => gate.name === name)?.verdict;
};

describe('gathering evidence', () => {
  it('begins what takes long once, follows it across a restart, and records what it found', async () => {
    const { feed, calls, ends } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    await crew.turns(async () => (await verdictOf('tests'))?.is === 'unknown' && calls.length > 0);
    expect(await verdictOf('tests')).toEqual({ is: 'unknown', why: { because: 'running', what: [] } });

    crew.close();
    crew = crewOn(store.db, 'the next process');
    crew.feeds.push(feed);
    ends(1, [await measuredNow('tests')]);
    await crew.turns(async () => (await verdictOf('tests'))?.is === 'passed');
    expect(calls).toEqual([`start ${RELEASE}.gates.1`]);
  });

  it('says nothing twice: looking again without news records nothing', async () => {
    const { feed, ends } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    ends(1, [await measuredNow('tests')]);
    await crew.turns(async () => (await verdictOf('tests'))?.is === 'passed');
    await crew.wait(2 * HOUR);
    await crew.turn();
    await crew.wait(2 * HOUR);
    await crew.turn();
    expect((await crew.eventsOf()).filter(type => type === 'EvidenceRecorded')).toHaveLength(1);
  });

  it('again stops what an earlier round began, and measures anew', async () => {
    const { feed, calls } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    await crew.turns(() => calls.length > 0);
    await crew.given([{ type: 'RerunGates', by: OWNER }]);
    await crew.turns(() => calls.length > 2);
    expect(calls).toEqual([
      `start ${RELEASE}.gates.1`,
      `cancel ${RELEASE}.gates.1`,
      `start ${RELEASE}.gates.2`,
    ]);
  });

  it('leaves the gates of a source that cannot be asked unknown, and the others alone', async () => {
    const { feed, ends } = slowFeed('tests');
    const broken: EvidenceFeed = {
      ...slowFeed('secrets').feed,
      check: async () => {
        throw new EvidenceUnavailable('it does not answer');
      },
    };
    crew.feeds.push(feed, broken);
    await crew.given([asking('tests', 'secrets')]);
    ends(1, [await measuredNow('tests')]);
    await crew.turns(async () => (await verdictOf('tests'))?.is === 'passed');
    expect(await verdictOf('secrets')).toEqual({
      is: 'unknown',
      why: { because: 'trouble', what: 'it does not answer' },
    });
  });

  it('records nothing of an answer about another commit', async () => {
    const { feed, ends } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    ends(1, [await measuredNow('tests', { commit: 'deadbee' })]);
    await crew.turn();
    await crew.turn();
    expect(await crew.eventsOf()).not.toContain('EvidenceRecorded');
    expect((await verdictOf('tests'))?.is).toBe('unknown');
  });

  it('measures anew by itself before evidence is too old', async () => {
    const { feed, calls, ends } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    ends(1, [await measuredNow('tests')]);
    await crew.turns(async () => (await verdictOf('tests'))?.is === 'passed');
    await crew.wait(19 * HOUR);
    await crew.turns(() => calls.includes(`start ${RELEASE}.gates.2`));
    expect(await crew.eventsOf()).toContain('GatesRerun');
  });

  it('stops what still measures for a release that was aborted', async () => {
    const { feed, calls } = slowFeed('tests');
    crew.feeds.push(feed);
    await crew.given([asking('tests')]);
    await crew.turns(() => calls.length > 0);
    await crew.given([{ type: 'Abort', by: OWNER, reason: 'not needed' }]);
    await crew.turns(() => calls.includes(`cancel ${RELEASE}.gates.1`));
    expect(await crew.tasks()).toEqual([]);
  });
});
