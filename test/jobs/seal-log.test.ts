import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { type SealMeans, sealAndTell } from '../../src/jobs/seal-log.ts';
import { slackLogger } from '../../src/logging.ts';
import { slackChat } from '../../src/providers/chat/slack.ts';
import { lastSeal } from '../../src/store/seals.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { record } from '../audit/sample-log.ts';
import { moveClock, onEveryStore } from '../support/database.ts';
import { CHANNEL } from './post-office.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let workspace: Workspace;
// One each: Slack takes only so many messages at once in a channel, and the seals of one day look alike.
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

onEveryStore(store => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const means = (channel: string | null): SealMeans => ({
    db: store.db,
    chat: slackChat({
      token: 'xoxb-sandbox',
      apiUrl: workspace.apiUrl,
      timeoutMs: 1_000,
      logger: slackLogger(pino({ level: 'silent' })),
    }),
    channel,
    speech: onlyEnglish,
    log,
  });
  /** The last noon there was, so that no test sees midnight, and Slack's clock is never behind. */
  const atNoon = () => -((Date.now() - DAY / 2) % DAY);
  beforeEach(() => moveClock(store.db, atNoon()));
  const told = () => workspace.messages(CHANNEL).filter(one => one.metadata?.event_type === 'tminus_seal');

  it('a seal is told in the log with its hash', async () => {
    await record(store.db, 'release/a', ['One']);
    await sealAndTell(means(null));
    const seal = await lastSeal(store.db);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      seal: 1,
      hash: seal?.hash,
      events: 1,
      msg: 'the audit log was sealed',
    });
  });

  it('the audit channel is told once a day, however many processes there are', async () => {
    await record(store.db, 'release/a', ['One']);
    await Promise.all([1, 2, 3].map(() => sealAndTell(means(CHANNEL))));
    // Somebody else may just have been taking the seal.
    await sealAndTell(means(CHANNEL));
    expect(told()).toHaveLength(1);
    expect(told().at(-1)?.text).toContain((await lastSeal(store.db))?.hash);
    await moveClock(store.db, atNoon() + 25 * HOUR);
    await record(store.db, 'release/a', ['Two']);
    await sealAndTell(means(CHANNEL));
    expect(told()).toHaveLength(2);
    expect(told().at(-1)?.text).toMatch(/^Seal 2 of the audit log/);
  });

  it('a telling whose end nobody saw is looked for before it is repeated', async () => {
    await record(store.db, 'release/a', ['One']);
    await sealAndTell(means(CHANNEL));
    await store.db.query('update app.seal_posts set ts = null');
    await sealAndTell(means(CHANNEL));
    expect(told()).toHaveLength(1);
    await moveClock(store.db, atNoon() + 0.2 * HOUR);
    await sealAndTell(means(CHANNEL));
    expect(told()).toHaveLength(1);
    const { rows } = await store.db.query('select from app.seal_posts where ts is null');
    expect(rows).toEqual([]);
  });

  it('a channel that cannot be reached keeps no seal from being taken', async () => {
    await record(store.db, 'release/a', ['One']);
    await sealAndTell(means('C0NOWHERE0'));
    expect((await lastSeal(store.db))?.number).toBe(1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 40 });
  });
});
