import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { people } from '../../../sandbox/workspace/cast.ts';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { slackLogger } from '../../../src/logging.ts';
import { slackProfiles } from '../../../src/providers/chat/profiles.ts';
import { slackCalls } from '../../../src/providers/chat/slack-calls.ts';
import { zonesOfPeople } from '../../../src/wiring/zones-of-people.ts';

const CHLOE = 'U03CHLOELI';
let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ tiers: false });
});
afterEach(() => workspace.close());

const callsTo = ({ apiUrl }: Workspace) =>
  slackCalls({ token: 'xoxb-sandbox', apiUrl, logger: slackLogger(pino({ level: 'silent' })) });
const zonesIn = (profileOf: ReturnType<typeof slackProfiles>) => async (person: string) =>
  (await profileOf(person)).zone;
const asked = () => workspace.calls('users.info').length;

it('somebody’s time zone is the one they chose in Slack, asked for once an hour', async () => {
  let now = 0;
  const zoneOf = zonesIn(slackProfiles(callsTo(workspace), () => now));
  expect(await zoneOf(CHLOE)).toBe('Asia/Shanghai');
  expect(await zoneOf(CHLOE)).toBe('Asia/Shanghai');
  expect(asked()).toBe(1);
  now += 61 * 60_000;
  expect(await zoneOf(CHLOE)).toBe('Asia/Shanghai');
  expect(asked()).toBe(2);
});

it('while Slack cannot tell, moments are read by the clocks of the policy’s calendar', async () => {
  const warned: object[] = [];
  const policy = () => ({ release: { calendarZone: 'Europe/Riga' } }) as never;
  const log = { warn: (fields: object) => void warned.push(fields) } as never;
  const zoneOf = zonesOfPeople(zonesIn(slackProfiles(callsTo(workspace))), policy, log);
  workspace.faults.add({ method: 'users.info', kind: '503' });
  expect(await zoneOf(CHLOE)).toBe('Europe/Riga');
  expect(warned).toHaveLength(1);
  expect(await zoneOf('U01ANAVEGA')).toBe('Europe/Madrid');
});

it('their language is the one they read Slack in, their address is there where the app may read it', async () => {
  await workspace.close();
  workspace = await openWorkspace({
    tiers: false,
    people: people.map(person => (person.id === CHLOE ? { ...person, locale: 'zh-CN' } : person)),
  });
  const profileOf = slackProfiles(callsTo(workspace));
  expect(await profileOf(CHLOE)).toMatchObject({ locale: 'zh-CN', email: 'chloe@example.com' });
  expect(await profileOf('U01ANAVEGA')).toMatchObject({ locale: 'en-US' });
});
