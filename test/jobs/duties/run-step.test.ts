import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TargetUnavailable } from '../../../src/providers/deploys/port.ts';
import { readOutput } from '../../../src/store/outputs.ts';
import {
  allGo,
  anAgreement,
  approved,
  begun,
  deployedBy,
  deploying,
  done,
  OWNER,
  planned,
  started,
} from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { deployingWith, EIGHT_STAGES } from '../../support/eight-stages.ts';
import { RELEASE } from '../../support/given.ts';
import { type Crew, crewOn, SECRET } from '../crew.ts';

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

const install = `${RELEASE}.install.1`;
const stepIs = async (id: string) => {
  const { runbook, rollout } = await crew.release();
  return rollout?.steps[runbook.steps.findIndex(step => step.id === id)]?.is;
};

describe('a release that has its turn', () => {
  beforeEach(() => crew.given([planned(), approved, allGo, deployedBy(OWNER)]));

  it('starts from what really runs there', async () => {
    expect(await crew.turn()).toEqual(['start-deploy']);
    expect(await crew.release()).toMatchObject({ status: 'deploying', rollout: { from: '1.3.0' } });
  });

  it('is held and its approvals are void when the tag was moved', async () => {
    crew.tagIsOn('badcafe');
    await crew.turn();
    expect(await crew.release()).toMatchObject({
      status: 'approving',
      turn: { held: { refusal: 'tag-moved' } },
    });
  });

  it('is tried again while a fact cannot be learned, and held after the fifth time', async () => {
    crew.tagIsOn(new Error('GitHub is down'));
    for (let failures = 1; failures <= 4; failures += 1) {
      await crew.turn();
      expect(await crew.tasks()).toMatchObject([{ task: 'start-deploy', failures }]);
      await crew.wait(60_000);
    }
    await crew.turn();
    expect(await crew.release()).toMatchObject({
      status: 'held',
      turn: { held: { refusal: 'facts-unknown', what: 'the commit behind the tag', why: 'GitHub is down' } },
    });
    expect(await crew.tasks()).toEqual([]);
  });
});

describe('a release whose policy says what must hold before the start', () => {
  const criterion = { measure: { kind: 'figure', figure: 'cpu_percent' }, is: 'below', limit: 70 } as const;
  const { watch } = anAgreement().terms;
  const cpu = (figures: Record<string, number>, missing?: Record<string, string>) =>
    crew.measure({ canary: [], baseline: [], healthy: null, figures, ...(missing && { missing }) });
  beforeEach(() =>
    crew.given([
      planned('minor', 'production', {
        terms: {
          approvals: null,
          poll: null,
          watch: { ...watch, success: [{ ...criterion, when: 'start' }] },
        },
      }),
      deployedBy(OWNER),
    ]),
  );

  it('starts when it holds', async () => {
    cpu({ cpu_percent: 55 });
    await crew.turn();
    expect((await crew.release()).status).toBe('deploying');
  });

  it('is held with the numbers when it does not', async () => {
    cpu({ cpu_percent: 83 });
    await crew.turn();
    expect(await crew.release()).toMatchObject({
      status: 'held',
      turn: { held: { refusal: 'not-fit', missed: [{ ...criterion, seen: 83 }], problems: [] } },
    });
    expect(crew.world.shares()['1.4.0']).toBeUndefined();
  });

  it('is held with the reason when nobody can tell', async () => {
    cpu({}, { cpu_percent: 'cpu_percent: its query has no series' });
    await crew.turn();
    expect((await crew.release()).turn.held).toMatchObject({
      problems: ['cpu_percent: its query has no series'],
    });
  });

  it('is tried again while the metrics are away', async () => {
    await crew.turn();
    expect(await crew.tasks()).toMatchObject([{ task: 'start-deploy', failures: 1 }]);
  });
});

describe('a step', () => {
  beforeEach(() => crew.given(deploying));

  it('is recorded before the target is called, under the id the target gets', async () => {
    const known: string[][] = [];
    crew.world.beforeEach(async call => {
      if (call.startsWith('start')) known.push(await crew.eventsOf());
    });
    await crew.given(done('check'));
    await crew.turn();
    expect(crew.world.started()).toEqual([install]);
    expect(known[0]?.at(-1)).toBe('StepStarted');
  });

  it('that only checks compares what runs with what ran when the deploy started', async () => {
    crew.world.drift({ '1.2.9': 100 });
    await crew.turn();
    expect(await stepIs('check')).toBe('running');
    await crew.wait(10 * 60_000);
    await crew.turn();
    expect((await crew.engine.history(RELEASE)).at(-1)?.event).toMatchObject({
      type: 'StepFailed',
      why: '1.2.9 runs there instead of 1.3.0',
    });
  });

  it('that takes long holds no worker: it is looked at again later', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    await crew.turn();
    const [task] = (await crew.tasks()).filter(({ task }) => task === 'run-step/install');
    expect(task?.inMs).toBeGreaterThan(0);
    crew.world.end(install, { is: 'succeeded' });
    await crew.turns(async () => (await stepIs('install')) === 'done');
    expect(crew.world.started()[0]).toBe(install);
  });

  it('that was begun by a worker that died is looked for before anything is started', async () => {
    await crew.given([done('check'), begun('install')]);
    await crew.turn();
    expect(crew.world.calls.slice(0, 2)).toEqual([`check ${install}`, `start ${install}`]);
    await crew.turns(async () => (await stepIs('install')) === 'done');
    expect(crew.world.started()).toEqual([install]);
  });

  it('whose start was answered by nobody is not started twice', async () => {
    await crew.given(done('check'));
    let answers = false;
    crew.world.beforeEach(async call => {
      if (answers || call !== `start ${install}`) return;
      answers = true;
      await crew.world.target.start(
        { ...(await operation()), id: install, kind: 'install' },
        AbortSignal.timeout(1_000),
      );
      throw new Error('the connection was reset');
    });
    await crew.turn();
    await crew.turns(async () => (await stepIs('install')) === 'done');
    expect((await crew.eventsOf()).filter(type => type === 'StepFailed')).toEqual([]);
    expect(crew.world.calls.filter(call => call.startsWith('start'))).toEqual([
      `start ${install}`,
      `start ${install}`,
    ]);
  });

  it('that failed says why', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    crew.world.end(install, { is: 'failed', why: 'no space left on device' });
    await crew.turns(async () => (await crew.eventsOf()).includes('StepFailed'));
    const failed = (await crew.engine.history(RELEASE)).find(({ event }) => event.type === 'StepFailed');
    expect(failed?.event).toMatchObject({ why: 'no space left on device' });
  });

  it('is cancelled when its time is over', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    await crew.wait(2 * 60 * 60_000);
    await crew.turns(async () => (await crew.eventsOf()).includes('StepFailed'));
    expect(crew.world.calls).toContain(`cancel ${install}`);
  });

  it('whose outcome nobody knows is left to people, unless repeating it does no harm', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    crew.world.end(install, { is: 'unknown', why: 'the host was restarted' });
    const { runbook } = await crew.release();
    const repeats = runbook.steps.find(({ id }) => id === 'install')?.idempotent;
    await crew.turns(async () => (await stepIs('install')) !== 'running');
    expect(await crew.eventsOf()).toContain(repeats ? 'StepFailed' : 'StepUnclear');
  });

  it('leaves its output behind, masked, and each piece once', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    crew.world.print(install, `logging in with ${SECRET.slice(0, 6)}`);
    await crew.turn();
    crew.world.print(install, `${SECRET.slice(6)}\nready\n`);
    crew.world.end(install, { is: 'succeeded' });
    await crew.turns(async () => (await stepIs('install')) === 'done');
    const output = (await readOutput(store.db, install)).map(({ text }) => text).join('');
    expect(output).toBe('install 1.4.0\nlogging in with •••\nready\n');
  });

  it('that fails with a secret in what it says is told of without it', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    crew.world.end(install, { is: 'failed', why: `exit code 1: curl -H "authorization: ${SECRET}"` });
    await crew.turns(async () => (await crew.eventsOf()).includes('StepFailed'));
    const history = JSON.stringify(await crew.engine.history(RELEASE));
    expect(history).toContain('curl -H');
    expect(history).not.toContain(SECRET);
  });

  it('whose target cannot be asked any more is left to people, without the secret the target lets slip', async () => {
    crew.world.slow.add('install');
    await crew.given(done('check'));
    await crew.turn();
    crew.world.beforeEach(() => {
      throw new TargetUnavailable(`the read command ended with 1: ${SECRET} is not valid`);
    });
    await crew.wait(2 * 60 * 60_000);
    await crew.turns(async () => (await crew.eventsOf()).includes('StepUnclear'), { skipMs: 60_000 });
    const history = JSON.stringify(await crew.engine.history(RELEASE));
    expect(history).toContain('is not valid');
    expect(history).not.toContain(SECRET);
  });

  it('is not called again once its row went to somebody else', async () => {
    await crew.given(done('check'));
    const claimed = await crew.claim({ releaseId: RELEASE, task: 'run-step/install' });
    // The worker was stopped for longer than its lease, and another one has taken over.
    await crew.wait(20_000);
    const other = crewOn(store.db, 'other');
    await other.turn();
    await crew.carryOut(claimed!);
    other.close();
    expect(crew.world.started()).toEqual([]);
    expect(other.world.started()).toEqual([install]);
  });
});

describe('a first deploy that is aborted in the middle of a step', () => {
  it('has the step stopped, and then nothing left to do but to look back on it', async () => {
    crew.world.drift({});
    crew.world.slow.add('install');
    await crew.given([
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      deployedBy(OWNER),
      started({ running: null }),
      done('check'),
    ]);
    await crew.turns(() => crew.world.started().includes(install));
    await crew.given({ type: 'Abort', by: OWNER, reason: 'the wrong one' });
    const left = async () => (await crew.tasks()).map(({ task }) => task);
    await crew.turns(async () => (await left()).every(task => task === 'ask-for-retrospective'));
    expect(crew.world.calls.filter(call => call.startsWith('cancel'))).toEqual([`cancel ${install}`]);
  });
});

async function operation() {
  const { plan, rollout } = await crew.release();
  return {
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    against: rollout?.from ?? null,
    percent: 0,
    fence: (rollout?.fence ?? 0) + 1,
  };
}

describe('a release with steps of its service’s own', () => {
  const scan = `${RELEASE}.scan.1`;
  beforeEach(() => crew.given([deployingWith(EIGHT_STAGES), done('check')]));

  it('has each carried out under its name, once, and keeps what it printed', async () => {
    await crew.turns(async () => (await stepIs('scan')) === 'done');
    expect(crew.world.started()).toEqual([scan]);
    expect(crew.world.operation(scan)).toMatchObject({ kind: 'run', action: 'scan-build', version: '1.4.0' });
    const [chunk] = await readOutput(store.db, scan);
    expect(chunk?.text).toBe('scan-build 1.4.0\n');
  });

  it('hands down what the policy has for the action', async () => {
    await crew.turns(async () => (await stepIs('backup')) === 'done');
    expect(crew.world.operation(`${RELEASE}.backup.1`)).toMatchObject({ with: { keepDays: '7' } });
  });

  it('asks about an action that was cut off instead of repeating it', async () => {
    crew.world.slow.add('run');
    await crew.turn();
    expect(crew.world.started()).toEqual([scan]);
    const successor = crewOn(store.db, 'successor', crew.world);
    await successor.wait(11_000);
    await successor.turn();
    crew.world.end(scan, { is: 'succeeded' });
    await successor.turns(async () => (await stepIs('scan')) === 'done');
    successor.close();
    expect(crew.world.started().filter(id => id === scan)).toEqual([scan]);
  });

  it('stops before anything was changed when one that changes nothing fails', async () => {
    crew.world.slow.add('run');
    await crew.turn();
    crew.world.end(scan, { is: 'failed', why: 'three findings' });
    await crew.turns(async () => (await crew.release()).status === 'failed');
    expect((await crew.release()).rollout?.changed).toBe(false);
  });

  it('asks people when nobody can tell whether one that harms by repetition happened', async () => {
    crew.world.slow.add('run');
    await crew.turn();
    crew.world.end(scan, { is: 'unknown', why: 'the host is gone' });
    await crew.turns(async () => (await stepIs('scan')) === 'unclear');
    expect((await crew.release()).rollout?.asked?.why).toBe('the host is gone');
  });
});
