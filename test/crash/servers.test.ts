import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { effectsOn, expectNothingWrong, sendOut } from '../support/crash-script.ts';
import { ownPostgres, ownRedis } from '../support/restartable.ts';
import { closedAtEnd, closeServedStages, openServedStage, released } from '../support/served-stage.ts';

closeServedStages();

const AT_REST = `select where not exists (
  select from app.notices where state in ('pending', 'sending')
  union all select from app.boards where wanted_version > shown_version
  union all select from app.tasks)`;
const effectsOf = (version: string) => [
  `install ${version}`,
  `shift 25 % to ${version}`,
  `shift 100 % to ${version}`,
];

/** Empties the Redis over and over until it is closed. */
function emptied(url: string): { close(): Promise<void> } {
  const client = new Redis(url);
  client.on('error', () => {});
  const timer = setInterval(() => void client.flushall().catch(() => {}), 200);
  return {
    async close() {
      clearInterval(timer);
      client.disconnect();
    },
  };
}

describe('a release goes on', () => {
  it('though Redis is emptied again and again, and so does the one behind it', async () => {
    const redis = closedAtEnd(await ownRedis());
    closedAtEnd(emptied(redis.url));
    const stage = await openServedStage({ redisUrl: redis.url });
    await stage.both();
    await sendOut(stage, '1.4.0');
    await sendOut(stage, '1.5.0');
    await stage.holds(released('1.4.0', 'completed'), 120_000);
    await stage.holds(released('1.5.0', 'completed'), 120_000);
    await stage.holds(AT_REST, 120_000);
    expect(await effectsOn(stage)).toEqual([...effectsOf('1.4.0'), ...effectsOf('1.5.0')]);
    expect(await expectNothingWrong(stage)).toMatchObject([
      { version: '1.4.0', status: 'completed' },
      { version: '1.5.0', status: 'completed' },
    ]);
  }, 400_000);

  it('though PostgreSQL crashes in the middle and comes back', async () => {
    const postgres = closedAtEnd(await ownPostgres());
    const stage = await openServedStage({ postgresUrl: postgres.url });
    const both = await stage.both();
    await sendOut(stage, '1.4.0');
    await stage.workspace.waitFor(() => both.recorded.includes('BakeStarted'), 60_000);
    await postgres.crash();
    await postgres.start();
    await stage.holds(released('1.4.0', 'completed'), 120_000);
    await stage.holds(AT_REST, 120_000);
    expect(both.isAlive).toBe(true);
    expect(await effectsOn(stage)).toEqual(effectsOf('1.4.0'));
    expect(await expectNothingWrong(stage)).toMatchObject([{ status: 'completed' }]);
  }, 400_000);
});
