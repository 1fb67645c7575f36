import { z } from 'zod';
import { LANGUAGES } from '../release/language.ts';
import { LEADS, type Lead, type NoticeTerms, PLACE_NAMES, type Place } from '../release/notice-terms.ts';
import { isEmergency, type NoticeKind, PLACES } from '../release/notices.ts';
import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import { Duration } from './duration.ts';
import { Name, Text } from './names.ts';

const LANGUAGE_EXPECTED = `one of: ${LANGUAGES.join(', ')}`;
const LanguageName = z.enum(LANGUAGES, { error: LANGUAGE_EXPECTED });

const CHANNEL_ID_EXPECTED = 'the Slack id of a channel, such as `C0123456789`';
const ChannelId = z.string().regex(/^[CG][A-Z0-9]{8,}$/, CHANNEL_ID_EXPECTED);

/** Which language is spoken where nobody chose another for themselves. */
export const LanguagePolicy = z.strictObject({
  /** Of people whose language in Slack is none of ours, of channels without one of their own, of pages and email. */
  workspace: LanguageName.prefault('en'),
  /** Of channels, by their Slack ids. */
  channels: z.record(ChannelId, LanguageName).prefault({}),
});
export type LanguagePolicy = z.output<typeof LanguagePolicy>;

/** Kinds of notices are named after the events they tell of: `ReleaseFailed` is `release-failed`. */
export const kindName = (kind: NoticeKind): string => kind.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
const KINDS = new Map((Object.keys(PLACES) as NoticeKind[]).map(kind => [kindName(kind), kind]));
const KindName = z.enum([...KINDS.keys()] as [string, ...string[]], { error: 'the name of a notice' });
const kindOf = (name: string): NoticeKind => KINDS.get(name) as NoticeKind;

const EMERGENCIES = [...KINDS].filter(([, kind]) => isEmergency(kind)).map(([name]) => name);
const EmergencyName = z.enum(EMERGENCIES as [string, ...string[]], {
  error: `one of: ${EMERGENCIES.join(', ')}`,
});

const PLACE_EXPECTED = `${PLACE_NAMES.map(name => `\`${name}\``).join(', ')}, \`email:<list>\` or \`channel:<id>\``;
const PLACE = new RegExp(
  `^(?:${PLACE_NAMES.join('|')}|channel:[CG][A-Z0-9]{8,}|email:[a-z][a-z0-9_-]{0,39})$`,
);
const PlaceName = z
  .string({ error: PLACE_EXPECTED })
  .regex(PLACE, PLACE_EXPECTED)
  .transform(text => text as Place);
const Places = z.array(PlaceName);

const LeadTime = z.strictObject({ before: Duration, to: Places });
const lead = (before: string, ...to: string[]) => LeadTime.prefault({ before, to });

const ADDRESS_EXPECTED = 'an email address, such as `support@example.com`';
const Address = Text.regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, ADDRESS_EXPECTED);

const WORKING_DAYS_EXPECTED = 'a number of working days, 0 to 30';

/** Who is told what, where. */
export const NoticesPolicy = z.strictObject({
  /** Email addresses by the name of the list. */
  mailingLists: z.record(Name, z.array(Address).min(1, 'at least one address')).prefault({}),
  /** Where kinds of notices go that go elsewhere than they do as they ship. */
  places: z.partialRecord(KindName, Places).prefault({}),
  /** Which kinds call everybody who is there, in the channel. */
  here: z.array(EmergencyName).prefault(['release-failed', 'rollback-started', 'rollback-troubled']),
  /** Who has to know of a planned start how long before it. */
  leadTimes: z
    .strictObject({
      plan: lead('7 d', 'channel', 'email:releases'),
      'in-step': lead('48 h', 'channel'),
      support: lead('2 d', 'email:support'),
      users: lead('1 d', 'email:users'),
    })
    .prefault({}),
  /** Between two reports of how it stands while it goes out; `0 s`: none. */
  statusEvery: Duration.prefault('30 min'),
  /** Working days after its end within which the owner looks back with those who took part; `0`: nobody is told. */
  retrospectiveWithin: z
    .int(WORKING_DAYS_EXPECTED)
    .min(0, WORKING_DAYS_EXPECTED)
    .max(30, WORKING_DAYS_EXPECTED)
    .prefault(3),
  /** Where also what went back or failed is looked back on; what went out well is wherever it is to be accepted. */
  retrospectiveIn: z.array(z.enum(ENVIRONMENTS)).prefault(['production']),
});
export type NoticesPolicy = z.output<typeof NoticesPolicy>;

/** The mailing lists that the defaults name and an organisation need not have. */
export const USUAL_LISTS: readonly string[] = ['releases', 'support', 'users'];

/** Which days are worked on, and by whose clocks. */
export interface WorkingDays {
  calendarZone: string;
  holidays: readonly string[];
}

/** What a release is told by. Lead times that reach nobody are left out. */
export function noticeTerms(
  policy: NoticesPolicy,
  { calendarZone: zone, holidays }: WorkingDays,
  environment: Environment,
): NoticeTerms {
  const { mailingLists, places, here, leadTimes, statusEvery, retrospectiveWithin: days } = policy;
  const afterTrouble = policy.retrospectiveIn.includes(environment);
  const lists = Object.keys(mailingLists);
  const reaches = (place: Place) =>
    !place.startsWith('email:') || lists.includes(place.slice('email:'.length));
  const entries = Object.entries(places).map(([kind, to]) => [kindOf(kind), to] as const);
  return {
    places: Object.fromEntries(entries),
    lists,
    here: here.map(kindOf),
    leadTimes: LEADS.map((name: Lead) => ({ lead: name, ...leadTimes[name] }))
      .map(({ lead: name, before, to }) => ({ lead: name, beforeMs: before, to: to.filter(reaches) }))
      .filter(({ to }) => to.length > 0),
    statusEveryMs: statusEvery || null,
    retrospective: days === 0 ? null : { days, zone, holidays, afterTrouble },
  };
}
