import { expect, it } from 'vitest';
import { effectsOn, sendOut } from '../support/crash-script.ts';
import { closeServedStages, openServedStage, released } from '../support/served-stage.ts';

closeServedStages();

it('a step of a worker that died is taken over within 15 s, under the same operation id', async () => {
  const stage = await openServedStage();
  await stage.bot();
  const first = await stage.worker({ at: 'before-start', nth: 1 });
  const second = await stage.worker();
  // Asleep, so that it is the first one that begins the install; it is up again before anybody is missed.
  second.signal('SIGSTOP');
  await sendOut(stage, '1.4.0');
  await stage.workspace.waitFor(() => first.met, 120_000);
  const diedAt = performance.now();
  second.signal('SIGCONT');
  const operation = first.met?.events[0] ?? '';
  await stage.workspace.waitFor(() => second.started.includes(operation), 60_000);
  const tookMs = Math.round(performance.now() - diedAt);
  console.log(`taken over after ${tookMs} ms`);
  expect(tookMs).toBeLessThan(15_000);
  await stage.holds(released('1.4.0', 'completed'), 120_000);
  expect(await effectsOn(stage)).toEqual(['install 1.4.0', 'shift 25 % to 1.4.0', 'shift 100 % to 1.4.0']);
}, 300_000);

it('several workers never run the same step', async () => {
  const stage = await openServedStage();
  await stage.bot();
  const workers = await Promise.all([stage.worker(), stage.worker(), stage.worker()]);
  await sendOut(stage, '1.4.0');
  await stage.holds(released('1.4.0', 'completed'), 120_000);
  const begun = workers.flatMap(({ started }) => started);
  expect(begun.map(id => id.replace(/^.*?-[0-9a-f]{6}\./, '')).sort()).toEqual([
    'install.1',
    'traffic-100.1',
    'traffic-25.1',
  ]);
  const recorded = workers.flatMap(worker => worker.recorded);
  expect(recorded.filter(type => type === 'StepStarted')).toHaveLength(5);
}, 300_000);
