import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { MailMeans } from '../../src/jobs/send-mail.ts';
import { smtpMailer } from '../../src/providers/mail/smtp.ts';
import { PictureFailed } from '../../src/providers/pictures/port.ts';
import type { NoticeTerms } from '../../src/release/notice-terms.ts';
import { PREFERENCES, type Preferences } from '../../src/release/preferences.ts';
import { keepPreferences } from '../../src/store/preferences.ts';
import { wordsIn } from '../../src/words/languages.ts';
import { onlyEnglish, type Speech } from '../../src/words/speech.ts';
import { openPostBox, type PostBox } from '../providers/mail/post-box.ts';
import { allGo, approved, deployedBy, planned, rejectedBy, started } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { CHANNEL, type PostOffice, postOfficeOn } from './post-office.ts';

const OWNER = 'U01ANAVEGA';
const HOUR = 3_600_000;

let store: OpenedStore;
let workspace: Workspace;
let box: PostBox;
let office: PostOffice;
const addresses = new Map([['releases', ['releases@example.com', 'archive@example.com']]]);

/** The owner reads Chinese. */
const speech: Speech = { ...onlyEnglish, toPerson: async () => wordsIn('zh-CN') };

beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  workspace = await openWorkspace({ tiers: false });
  box = await openPostBox();
  const mail: MailMeans = {
    mailer: smtpMailer({ url: box.url, from: 'tminus <tminus@example.com>', timeoutMs: 2_000 }),
    domain: 'example.com',
    unsubscribe: 'mailto:it@example.com',
    addressesOf: list => addresses.get(list) ?? [],
    profileOf: async () => ({ name: 'Ana Vega', email: 'ana@example.com' }),
    pictures: {
      draw: async () => {
        throw new PictureFailed('nobody draws here');
      },
    },
  };
  office = postOfficeOn(store.db, workspace, { speech, mail, zone: 'Asia/Shanghai' });
});
afterEach(async () => {
  await box.close();
  await workspace.close();
});
afterAll(() => store.close());

const wants = (more: Partial<Preferences>) => keepPreferences(store.db, OWNER, { ...PREFERENCES, ...more });
const notices: NoticeTerms = {
  places: {},
  lists: ['releases'],
  here: [],
  leadTimes: [],
  statusEveryMs: null,
};
const plannedHere = planned('minor', 'production', { channel: CHANNEL, owner: OWNER, terms: { notices } });
const outHere = [plannedHere, approved, allGo, deployedBy(OWNER), started()];
const rejected = [plannedHere, rejectedBy('tess', 'the migration is untested')];
const statesOf = async (recipient: string) =>
  (await office.states())
    .filter(it => it.recipient === recipient)
    .map(({ kind, state, problem }) => ({ kind, state, problem }));
const direct = () =>
  workspace.calls('chat.postMessage').filter(({ args }) => String(args.channel).startsWith('D'));

describe('a mailing list of the policy', () => {
  it('reads the few that matter, in the language of the workspace', async () => {
    await office.given(outHere);
    await office.deliver();
    const [got] = box.received;
    expect(box.received).toHaveLength(1);
    expect(got?.to).toEqual(['releases@example.com', 'archive@example.com']);
    expect(got?.mail.subject).toBe('checkout 1.4.0 → production: Deploying');
    expect(got?.mail.text).toContain('Going out: 1.3.0 → 1.4.0');
    expect(got?.mail.text).toContain('your address is on the mailing list “releases”');
    expect(got?.mail.html).toContain('<strong>checkout 1.4.0 → production</strong>');
  });

  it('gets one mail with one Message-ID when the server took it and could not say so', async () => {
    box.dropsNext();
    await office.given(outHere);
    await office.deliver({ skipMs: 5_000 });
    const ids = box.received.map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await statesOf('mail:list/releases')).toMatchObject([{ kind: 'DeployStarted', state: 'sent' }]);
  });

  it('waits while the server says later', async () => {
    box.answersNext({ code: 451, says: 'Greylisted' });
    await office.given(outHere);
    await office.deliver({ skipMs: 5_000 });
    expect(box.received).toHaveLength(1);
  });

  it('that the server refuses for good is told no more of it, and the outbox says why', async () => {
    box.answersNext({ code: 550, says: 'No such list' });
    await office.given(outHere);
    await office.deliver();
    expect(box.received).toEqual([]);
    expect(await statesOf('mail:list/releases')).toMatchObject([
      { state: 'given-up', problem: expect.stringContaining('No such list') },
    ]);
  });

  it('that was taken out of the policy gets nothing more', async () => {
    addresses.delete('releases');
    await office.given(outHere);
    await office.deliver();
    addresses.set('releases', ['releases@example.com']);
    expect(box.received).toEqual([]);
    expect(await statesOf('mail:list/releases')).toMatchObject([
      { state: 'given-up', problem: 'there is no address' },
    ]);
  });
});

describe('a person who wants email, too', () => {
  it('gets what comes as a direct message as a mail as well, in their language and by their clock', async () => {
    await wants({ email: true });
    await office.given(rejected);
    await office.deliver();
    expect(direct()).toHaveLength(1);
    expect(box.received).toHaveLength(1);
    const [got] = box.received;
    expect(got?.to).toEqual(['ana@example.com']);
    expect(got?.mail.subject).toBe('checkout 1.4.0 → 生产环境：已驳回');
    expect(got?.mail.text).toContain('已驳回：the migration is untested');
    expect(got?.mail.text).toContain('/release settings email off');
  });

  it('gets none without it', async () => {
    await office.given(rejected);
    await office.deliver();
    expect(direct()).toHaveLength(1);
    expect(box.received).toEqual([]);
  });
});

describe('quiet hours', () => {
  /** By the clock of Shanghai, around the present time. */
  const around = (now: number) => {
    const hour = (ms: number) =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Asia/Shanghai',
        hour: '2-digit',
        minute: '2-digit',
      }).format(ms);
    return { from: hour(now - HOUR), until: hour(now + 2 * HOUR) };
  };

  it('hold what is no emergency until they end', async () => {
    await wants({ quiet: around(await store.db.now()) });
    await office.given(rejected);
    await office.boards();
    while ((await office.notices()) > 0);
    expect(direct()).toEqual([]);
    expect(await statesOf(`person:${OWNER}`)).toMatchObject([
      { state: 'pending', problem: 'waits for the end of their quiet hours' },
    ]);
    await office.wait(3 * HOUR);
    await office.deliver();
    expect(direct()).toHaveLength(1);
  });
});

describe('a direct message somebody does not want', () => {
  it('is not sent, and the outbox says why', async () => {
    await wants({ direct: 'urgent' });
    await office.given(rejected);
    await office.deliver();
    expect(direct()).toEqual([]);
    expect(await statesOf(`person:${OWNER}`)).toMatchObject([
      { state: 'given-up', problem: 'it is not wanted by their settings' },
    ]);
  });
});
