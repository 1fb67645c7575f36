import { missingIn } from '../../release/approvals.ts';
import { unanswered } from '../../release/closing.ts';
import { silentRoles } from '../../release/poll.ts';
import { startsHow } from '../../release/schedule.ts';
import type { Release, ReleaseEvent } from '../../release/state.ts';
import type { Environment, Instant, PersonId } from '../../release/terms.ts';
import { code, inline, people, person, when } from '../mrkdwn.ts';
import { checklist } from './checklist.ts';
import { schedule } from './schedule.ts';
import { formats, terms } from './terms.ts';

interface Place {
  service: string;
  environment: Environment;
}

const titleOf = ({ plan }: Pick<Release, 'plan'>) =>
  `*${inline(plan.service)} ${inline(plan.version)} → ${terms.environment[plan.environment]}*`;

const placeOf = ({ service, environment }: Place) =>
  `${inline(service)} in ${terms.environment[environment]}`;

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));
const groups = (list: readonly string[]) => list.map(name => inline(name)).join(', ');

/** What the asker reads when it was done, with what comes next. The card and the notices tell the others. */
export const done = {
  planned: (release: Release) => `${titleOf(release)} is planned as ${code(release.id)}. ${nextOf(release)}`,
  revised: (release: Release, events: readonly ReleaseEvent[]) => {
    const [event] = events;
    if (!event) return `Nothing in the plan of ${titleOf(release)} is different, so nothing was changed.`;
    if (event.type !== 'PlanRevised')
      return `The start of ${titleOf(release)} is moved; approvals stay valid. ${nextOf(release)}`;
    const { withdrawn = [] } = event;
    const again =
      withdrawn.length > 0
        ? `; ${formats.and(people(withdrawn))} ${withdrawn.length === 1 ? 'has' : 'have'} to approve again`
        : '';
    return `The plan of ${titleOf(release)} is changed${again}. ${nextOf(release)}`;
  },
  ownerChanged: (release: Release, events: readonly ReleaseEvent[]) =>
    events.length > 0
      ? `${titleOf(release)} is in the hands of ${person(release.plan.owner)} now. ${nextOf(release)}`
      : `${titleOf(release)} belongs to ${person(release.plan.owner)} already.`,
  approved: (release: Release) => `Your approval of ${titleOf(release)} counts. ${nextOf(release)}`,
  askedAgain: (release: Release) =>
    `The approvers of ${titleOf(release)} are asked again. ${nextOf(release)}`,
  snoozed: (release: Release, until: Instant) =>
    `You are reminded of ${titleOf(release)} once more, ${when(until, formats)}, if you are still needed then.`,
  excepted: (release: Release) => `An exception is made for ${titleOf(release)}. ${nextOf(release)}`,
  override: (release: Release, events: readonly ReleaseEvent[]) => {
    const { decided } = release.override ?? {};
    if (events.some(({ type }) => type === 'OverrideAsked')) {
      return `An override is asked for ${titleOf(release)}; ${formats.or((release.terms.override?.by ?? []).map(name => inline(name)))} decides. Until then it goes its ordinary way.`;
    }
    return decided?.is === 'refused'
      ? `The override of ${titleOf(release)} is refused. It goes its ordinary way.`
      : `The override of ${titleOf(release)} is in force. ${nextOf(release)}`;
  },
  skipped: (release: Release) =>
    `The gates of ${titleOf(release)} that have not passed are skipped. ${nextOf(release)}`,
  reviewed: (release: Release) => `The review of ${titleOf(release)} is closed. Thank you.`,
  rejected: (release: Release) =>
    `${titleOf(release)} is rejected. Its owner ${person(release.plan.owner)} can change the plan with ${code('/release edit')}.`,
  saidGo: (release: Release, events: readonly ReleaseEvent[]) =>
    events.length > 0
      ? `GO noted for ${titleOf(release)}. ${nextOf(release)}`
      : `Your GO for ${titleOf(release)} was noted already. ${nextOf(release)}`,
  saidNoGo: (release: Release) =>
    `NO-GO noted: ${titleOf(release)} is held. Its owner ${person(release.plan.owner)} decides how it goes on.`,
  gatesRerun: (release: Release) =>
    `Every source is asked anew about ${titleOf(release)}. ${code('/release gates')} shows what they say.`,
  reopened: (release: Release) =>
    release.status === 'preparing'
      ? `${titleOf(release)} is asked again. ${nextOf(release)}`
      : `The poll about ${titleOf(release)} is open again.`,
  marked: (release: Release, events: readonly ReleaseEvent[]) => {
    const count = (type: ReleaseEvent['type']) => events.filter(event => event.type === type).length;
    const changed = checklist.changed(titleOf(release), count('ItemTicked'), count('ItemUnticked'));
    const again = count('PreparationStarted') > 0 ? [checklist.asksAgain] : [];
    return [changed, ...again, nextOf(release)].join(' ');
  },
  accepted: (release: Release) => checklist.accepted(titleOf(release), unanswered(release)),
  problemNoted: (release: Release) => checklist.problemNoted(titleOf(release), release.plan.owner),
  rescheduled: (release: Release) => {
    const { startAt } = release.plan;
    const until = startAt === undefined ? schedule.noTime : schedule.startsIfReady;
    return `${titleOf(release)}: ${until}`;
  },
  deployAsked: (release: Release) => `Deploy noted for ${titleOf(release)}. ${nextOf(release)}`,
  paused: (release: Release, events: readonly ReleaseEvent[]) =>
    events.length > 0
      ? `${titleOf(release)} is paused at ${formats.percent(release.rollout?.traffic ?? 0)} of the traffic. ${code('/release resume')} goes on; it is watched all the same.`
      : `${titleOf(release)} is paused already.`,
  resumed: (release: Release) => `${titleOf(release)} goes on.`,
  promoted: (release: Release) => `The bake is over: ${titleOf(release)} goes on with the next phase.`,
  retried: (release: Release) => `The step of ${titleOf(release)} that failed is tried again.`,
  aborted: (release: Release) =>
    release.status === 'rolling-back' && release.rollback
      ? `${titleOf(release)} had changed the target already, so it is rolled back to ${inline(release.rollback.to)}.`
      : `${titleOf(release)} is aborted; ${release.rollout?.changed ? 'the target stays as it is' : 'nothing was changed on the target'}.`,
  rollingBack: (release: Release) =>
    `${titleOf(release)} is being rolled back to ${inline(release.rollback?.to ?? 'the version before')}. ${code('/rollback status')} shows how far it is.`,
  tookOver: (release: Release) =>
    `The rollback of ${titleOf(release)} is in your hands now; ${placeOf(release.plan)} stays locked until somebody unlocks it.`,
  locked: (place: Place, by: PersonId, reason: string, until: Instant | null) =>
    `:lock: ${person(by)} locked ${placeOf(place)}${until === null ? '' : ` until ${when(until, formats)}`}: ${inline(reason, 500)}`,
  unlocked: (place: Place, by: PersonId) => `:unlock: ${person(by)} unlocked ${placeOf(place)}.`,
  /** The reason that is recorded when nobody gave one. */
  noReason: 'no reason was given',
};

/** What has to happen now, and by whom. */
function nextOf(release: Release): string {
  const { plan, status, turn } = release;
  switch (status) {
    case 'approving':
      return missing(release);
    case 'preparing':
      return `It goes on by itself once everything is in place; ${code('/release status')} says what that waits for and who can see to it.`;
    case 'polling':
      return silence(release);
    case 'ready':
      if (plan.startAt !== undefined && startsHow(release) === 'at-its-time')
        return schedule.startsAt(plan.startAt);
      return `It is ready: its owner ${person(plan.owner)} deploys it with ${code('/release deploy')}.`;
    case 'held':
      return `It is held; ${code('/release status')} says why.`;
    case 'queued':
      return `It is in the queue${turn.waitingFor ? `, waiting for the ${queuedFor[turn.waitingFor]}` : ''}.`;
    case 'starting':
    case 'deploying':
      return 'It is starting; the card shows how far it is.';
    default:
      return `${code('/release status')} shows how it stands.`;
  }
}

const queuedFor: Record<NonNullable<Release['turn']['waitingFor']>, string> = {
  lane: 'release before it, and starts by itself when its turn comes',
  lock: 'lock to be removed',
  freeze: 'end of the freeze, and starts by itself after it',
  'release-window': 'next release window, and starts by itself when it opens',
};

function missing(release: Release): string {
  const { seats, mandatory } = missingIn(release);
  // Mandatory groups can outnumber the seats that are left.
  const open = Math.max(seats, mandatory.length);
  const count = formats.count(open, { one: 'approval is', other: 'approvals are' });
  if (mandatory.length === 0) return `${count} still missing.`;
  return open === mandatory.length
    ? `${count} still missing, from ${groups(mandatory)}.`
    : `${count} still missing, among them ${groups(mandatory)}.`;
}

function silence({ terms: { poll: rule }, poll }: Release): string {
  const silent = rule && poll ? silentRoles(rule, poll) : [];
  if (silent.length === 0) return 'The Go/No-Go is open.';
  return `The Go/No-Go is open; ${names(silent)} ${silent.length === 1 ? 'has' : 'have'} not answered yet.`;
}
