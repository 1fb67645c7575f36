import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bakeEnded, done, HOUR, MINUTE, waited } from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { deployingWith } from '../../support/eight-stages.ts';
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
  const target = {
    kind: 'http',
    url: 'https://deploy.example.com',
    token: `\${DEPLOY_TOKEN}`,
    actions: ['retire'],
  };
  await crew.given([
    deployingWith({ strategy: 'blue-green', target }),
    done('check', 'install', 'traffic-100'),
    waited(15 * MINUTE),
    bakeEnded(),
    done('verify'),
  ]);
  crew.world.drift({ '1.4.0': 100, '1.3.0': 0 });
});
afterEach(() => crew.close());
afterAll(() => store.close());

const retireTasks = async () => (await crew.tasks()).filter(({ task }) => task === 'retire');

describe('the version that was kept to switch back to', () => {
  it('is stopped a day later by the action for it, which is told the version', async () => {
    await crew.wait(24 * HOUR);
    await crew.turns(async () => (await crew.release()).retirement?.isOver === true);
    const operation = crew.world.operation(`${RELEASE}.retire.1`);
    expect(operation).toMatchObject({ kind: 'run', action: 'retire', version: '1.3.0', against: '1.4.0' });
    expect(await crew.eventsOf()).toContain('VersionRetired');
    expect(await retireTasks()).toEqual([]);
  });

  it('stays when it serves again', async () => {
    crew.world.drift({ '1.4.0': 50, '1.3.0': 50 });
    await crew.wait(24 * HOUR);
    await crew.turns(async () => (await crew.eventsOf()).includes('VersionKept'));
    expect(crew.world.started()).toEqual([]);
  });

  it('is left to people when it does not stop', async () => {
    crew.world.slow.add('run');
    await crew.wait(24 * HOUR);
    await crew.turns(() => crew.world.started().length > 0);
    crew.world.end(`${RELEASE}.retire.1`, { is: 'failed', why: 'a process hangs' });
    await crew.turns(async () => (await crew.eventsOf()).includes('VersionKept'));
    expect(await retireTasks()).toEqual([]);
  });
});
