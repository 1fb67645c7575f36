import { describe, expect, it } from 'vitest';
import { effectsOn, sendOut } from '../support/crash-script.ts';
import { peopleIn } from '../support/people.ts';
import { ownRedis } from '../support/restartable.ts';
import { closedAtEnd, closeServedStages, openServedStage, released } from '../support/served-stage.ts';

closeServedStages();

describe('while Redis is away', () => {
  it('a rollback reaches the target at once and is carried out', async () => {
    const redis = closedAtEnd(await ownRedis());
    const stage = await openServedStage({ redisUrl: redis.url });
    await stage.bot();
    const worker = await stage.worker();
    await sendOut(stage, '1.4.0');
    await stage.holds(released('1.4.0', 'completed'), 120_000);
    await redis.crash();
    const before = worker.started.length;
    const pressedAt = performance.now();
    const said = peopleIn(stage.workspace).says('george', '/rollback now 1.4.0');
    await stage.workspace.waitFor(() => worker.started.length > before, 30_000);
    const firstCallMs = Math.round(performance.now() - pressedAt);
    await said;
    await stage.holds(released('1.4.0', 'rolled-back'), 60_000);
    const doneMs = Math.round(performance.now() - pressedAt);
    console.log(
      `Redis away: first call of the target after ${firstCallMs} ms, rolled back after ${doneMs} ms`,
    );
    expect(firstCallMs).toBeLessThan(2_000);
    expect(await stage.shares()).toEqual({ '1.3.0': 100 });
    expect((await effectsOn(stage)).slice(3)).toEqual(['shift 0 % to 1.4.0', 'restore 1.3.0']);
  }, 300_000);

  it('a release goes out all the same, and goes on when it is back, empty', async () => {
    const redis = closedAtEnd(await ownRedis());
    const stage = await openServedStage({ redisUrl: redis.url });
    const both = await stage.both();
    await redis.crash();
    await sendOut(stage, '1.4.0');
    await stage.workspace.waitFor(() => both.recorded.includes('BakeStarted'), 60_000);
    await redis.start();
    await stage.holds(released('1.4.0', 'completed'), 120_000);
    expect(await effectsOn(stage)).toEqual(['install 1.4.0', 'shift 25 % to 1.4.0', 'shift 100 % to 1.4.0']);
  }, 300_000);
});
