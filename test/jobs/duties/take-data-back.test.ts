import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReleaseCommand } from '../../../src/release/state.ts';
import { done } from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { deployingWith, EIGHT_STAGES } from '../../support/eight-stages.ts';
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
  const database = done('backup', 'backup-verified', 'migrate', 'migrate-verified', 'cdn');
  await crew.given([deployingWith(EIGHT_STAGES), done('check', 'scan'), database]);
  await crew.turns(async () => (crew.world.shares()['1.4.0'] ?? 0) === 5);
  crew.world.calls.length = 0;
});
afterEach(() => crew.close());
afterAll(() => store.close());

const back: Extract<ReleaseCommand, { type: 'RollBack' }> = {
  type: 'RollBack',
  by: 'opal',
  groups: ['operations'],
  reason: 'customers cannot pay',
  way: 'immediate',
  to: null,
  data: 'restore',
};
const isBack = async () => (await crew.release()).status === 'rolled-back';
const operation = (part: number, attempt = 1) => `${RELEASE}.rollback-1-${part}.${attempt}`;
const actions = () =>
  crew.world.started().map(id => {
    const { kind, action } = crew.world.operation(id) ?? {};
    return action ?? kind;
  });

describe('going back with the data', () => {
  it('carries the actions out one after the other, after the traffic and the version', async () => {
    await crew.given(back);
    await crew.turns(isBack);
    expect(actions()).toEqual([
      'shift',
      'restore',
      'pause-writes',
      'backup',
      'restore-data',
      'check-backup',
      'resume-writes',
      'flags',
      'drop-cdn',
    ]);
    expect(crew.world.operation(operation(7))).toMatchObject({
      with: { backup: `${RELEASE}.backup.1` },
      version: '1.4.0',
      against: '1.3.0',
    });
  });

  it('never lets the writes go on while the data is not intact, however often it has to look', async () => {
    await crew.given(back);
    await crew.turns(async () => (await crew.release()).rollback?.at === 6);
    crew.world.slow.add('run');
    await crew.turns(() => crew.world.started().includes(operation(7)));
    crew.world.end(operation(7), { is: 'succeeded' });
    for (const attempt of [1, 2]) {
      await crew.turns(() => crew.world.started().includes(operation(8, attempt)));
      crew.world.end(operation(8, attempt), { is: 'failed', why: 'a row is missing' });
    }
    await crew.turns(() => crew.world.started().includes(operation(8, 3)));
    expect(actions()).not.toContain('resume-writes');
    // Nothing that was done is done again.
    expect(actions().filter(action => action === 'restore-data')).toHaveLength(1);
    crew.world.slow.clear();
    crew.world.end(operation(8, 3), { is: 'succeeded' });
    await crew.turns(isBack);
    expect(actions()).toContain('resume-writes');
  });

  it('goes on where a process died, without repeating the action that was under way', async () => {
    await crew.given(back);
    await crew.turns(async () => (await crew.release()).rollback?.at === 6);
    crew.world.slow.add('run');
    await crew.turns(() => crew.world.started().includes(operation(7)));
    const successor = crewOn(store.db, 'successor', crew.world);
    await successor.wait(11_000);
    crew.world.slow.clear();
    crew.world.end(operation(7), { is: 'succeeded' });
    await successor.turns(isBack);
    successor.close();
    expect(crew.world.started().filter(id => id === operation(7))).toHaveLength(1);
  });

  it('stops an action that does not end in its time before it is tried again', async () => {
    await crew.given(back);
    await crew.turns(async () => (await crew.release()).rollback?.at === 6);
    crew.world.slow.add('run');
    await crew.turns(() => crew.world.started().includes(operation(7)));
    await crew.wait(3_700_000);
    await crew.turns(() => crew.world.calls.includes(`cancel ${operation(7)}`));
    await crew.turns(() => crew.world.started().includes(operation(7, 2)));
    expect((await crew.eventsOf()).filter(type => type === 'RollbackPartFailed')).toHaveLength(1);
  });
});
