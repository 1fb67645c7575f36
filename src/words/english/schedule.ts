import type { Mark, ScheduleEvent, StartLack } from '../../release/schedule.ts';
import type { Release } from '../../release/state.ts';
import type { Instant, PersonId } from '../../release/terms.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { readiness } from './readiness.ts';
import { formats } from './terms.ts';

const marks: Record<Mark, string> = { '24h': 'T-24 h', '2h': 'T-2 h', '15min': 'T-15 min' };

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** One thing that is lacking, and who can mend it. */
function lack(it: StartLack, owner: PersonId): string {
  switch (it.lacks) {
    case 'approvals': {
      const open = Math.max(it.seats, it.mandatory.length);
      const count = formats.count(open, { one: 'approval is', other: 'approvals are' });
      const among = it.mandatory.length > 0 ? `, among them ${names(it.mandatory)}` : '';
      return `${count} missing${among}: ${code('/release status')} names who can give them.`;
    }
    case 'votes':
      return `${names(it.roles)} ${it.roles.length === 1 ? 'has' : 'have'} not voted yet: ${code('/release go')}.`;
    case 'decision':
      return it.status === 'held'
        ? `It is on hold; ${person(owner)} decides: ${code('/release status')} says why.`
        : `It was rejected; ${person(owner)} changes the plan: ${code('/release edit')}.`;
    case 'unlock':
      return `${person(it.by)} locked it: ${clause(it.reason)}. ${code('/release unlock')} opens it again.`;
    case 'opening':
      return closed(it.kind, it.reason, it.until);
    case 'attendance':
      return 'Nobody was there to start it: tminus was not running when its time came.';
    default:
      return readiness.lacking(it, owner);
  }
}

function closed(kind: 'freeze' | 'release-window', reason: string, until: Instant | null): string {
  const what =
    kind === 'freeze'
      ? `A freeze is in its way: ${clause(reason)}`
      : `No release window is open: ${clause(reason)}`;
  const opens = until === null ? '' : `, until ${when(until, formats)}`;
  return `${what}${opens}. ${code('/release reschedule')} moves it, ${code('/release except')} lets it pass.`;
}

const all = (lacking: readonly StartLack[], owner: PersonId) => lacking.map(it => lack(it, owner)).join(' ');

export const eventsSchedule: EventWords<ScheduleEvent['type']> = {
  StartMoved: ({ by, from, to }, { plan }) => {
    if (to === null)
      return `${person(by)} took its time off: ${person(plan.owner)} deploys it when everything is in place.`;
    const moved = from === null ? 'planned the start for' : `moved the start from ${when(from, formats)} to`;
    return `${person(by)} ${moved} ${when(to, formats)}. Approvals stay valid.`;
  },
  StartNeared: ({ mark, lacking }, { plan }) => {
    const at = plan.startAt === undefined ? '' : ` ${when(plan.startAt, formats)}`;
    return lacking.length === 0
      ? `${marks[mark]}: everything that can be in place is. It starts by itself${at}.`
      : `${marks[mark]}: this is still lacking for the start${at}. ${all(lacking, plan.owner)}`;
  },
  StartMissed: ({ lacking }, { plan }) =>
    `On hold: its time has come, and it did not start. ${all(lacking, plan.owner)} ${ownerDecides(plan.owner)}`,
};

export type StoryOfSchedule = {
  [K in ScheduleEvent['type']]: (
    event: Extract<ScheduleEvent, { type: K }>,
    told: { release: Release },
  ) => string;
};

/** Told afterwards, for the audit. */
export const storySchedule: StoryOfSchedule = {
  StartMoved: ({ by, from, to }) => {
    if (to === null) return `${person(by)} took the planned start off.`;
    const was = from === null ? 'planned the start for' : `moved the start from ${formats.utc(from)} to`;
    return `${person(by)} ${was} ${formats.utc(to)}.`;
  },
  StartNeared: ({ mark, lacking }, { release }) =>
    lacking.length === 0
      ? `${marks[mark]}: everything that could be in place was.`
      : `${marks[mark]}: this was still lacking. ${all(lacking, release.plan.owner)}`,
  StartMissed: ({ lacking }, { release }) =>
    `Its time came and it did not start. ${all(lacking, release.plan.owner)}`,
};

const ownerDecides = (owner: PersonId) =>
  `It no longer starts by itself: ${person(owner)} moves the start with ${code('/release reschedule <when>')}, or deploys once everything is in place.`;

/** What is said about planned starts. */
export const schedule = {
  label: 'Planned start',
  ownerDecides,
  /** In the card: by the clocks of whoever reads it. */
  at: (at: Instant) => when(at, formats),
  missed: (at: Instant, lacking: readonly StartLack[], owner: PersonId) =>
    `Its time (${when(at, formats)}) has come and it did not start. ${all(lacking, owner)} ${ownerDecides(owner)}`,
  startsAt: (at: Instant) => `Everything is in place. It starts by itself ${when(at, formats)}.`,
  readyLate: (owner: PersonId) =>
    `Everything is in place, but its time is over: ${person(owner)} starts it with Deploy, or moves the start with ${code('/release reschedule')}.`,
  /** In the zones of whoever asks, of the service, and UTC; each once. */
  echo: (at: Instant, zones: readonly string[]) =>
    `Planned start: ${[...new Set(zones)].map(zone => formats.moment(at, zone)).join(' · ')}.`,
  startsIfReady: 'it starts by itself at its time, if everything is in place then.',
  noTime: 'it has no planned start; its owner deploys it when everything is in place.',
  /** It was taken all the same, since somebody may make an exception. */
  closedThen: (
    kind: 'freeze' | 'release-window',
    reason: string,
    by: readonly string[],
    opensAt: Instant | null,
  ) => {
    const what = kind === 'freeze' ? 'a freeze' : 'no open release window';
    const next = opensAt === null ? '' : ` The next time it could start without: ${when(opensAt, formats)}.`;
    const unless =
      by.length === 0
        ? 'unless it is overridden'
        : `unless somebody of ${names(by)} makes an exception with ${code('/release except')}`;
    return `There is ${what} then (${clause(reason)}): ${unless}, it will not start.${next}`;
  },
};
