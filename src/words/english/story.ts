import type { Release, ReleaseEvent } from '../../release/state.ts';
import { type PersonId, TMINUS } from '../../release/terms.ts';
import { clause, code, inline, people, person } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import { recorded } from './events-gates.ts';
import { freeze } from './freeze.ts';
import { because, evidence } from './measured.ts';
import { revision } from './revision.ts';
import { storySchedule } from './schedule.ts';
import { formats, terms } from './terms.ts';
import { didFor, speaker } from './voices.ts';

/** The release after the event and before it, and who gave the command that led to it. */
export interface Told {
  release: Release;
  before: Release | null;
  actor: PersonId;
}

type StoryWords = {
  [K in ReleaseEvent['type']]?: (event: Extract<ReleaseEvent, { type: K }>, told: Told) => string;
};

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));
const reason = (why: string) => (why.trim() ? `: ${clause(why)}` : '');
const titleOf = ({ runbook }: Release, id: string) =>
  `“${inline(runbook.steps.find(step => step.id === id)?.title ?? id, 120)}”`;
const by = (who: PersonId) => (who === TMINUS ? 'automatically' : `by ${person(who)}`);
const digest = (of: string) => code(of.slice(0, 16));

function asked({ plan, runbook, digest: of }: Release): string {
  const from = plan.running === null ? 'as the first version there' : `in place of ${inline(plan.running)}`;
  const commit = plan.commit === null ? '' : ` at commit ${code(plan.commit.slice(0, 7))}`;
  const goal = plan.goal.trim() ? ` Goal: ${clause(plan.goal)}.` : '';
  return `${inline(plan.version)}${commit}, a ${terms.type[plan.type]} release, to ${terms.environment[plan.environment]} ${from}, strategy ${code(runbook.strategy)}, plan ${digest(of)}.${goal}`;
}

/** Told afterwards, so without what to do next; events that are not here are told as in their notices. */
const events: StoryWords = {
  ReleasePlanned: (event, { release }) => `${person(event.by)} asked for ${asked(release)}`,
  PlanRevised: (event, { release, before }) =>
    `${person(event.by)} revised the plan: ${asked(release)}${event.changes ? ` ${revision.changed(event.changes).join('')}` : ''}${before && before.approvals.given.length > 0 ? ' Approvals given before no longer counted.' : ''}`,
  ApprovalGiven: voice => `${didFor(voice, `approved plan ${digest(voice.digest)}`)}.`,
  ApprovalsCompleted: (_, { release }) =>
    `All approvals that were needed were in: ${formats.number(release.approvals.given.length)}.`,
  ReleaseRejected: event => `${speaker(event)} rejected it${reason(event.reason)}.`,
  ApprovalsVoided: ({ why, digest: of }) =>
    `The approvals no longer counted${reason(why)}. The plan is ${digest(of)} now.`,
  EvidenceRecorded: (event, { release }) => recorded(event, release),
  ApproversAsked: ({ people: who }) =>
    who.length > 0
      ? `${formats.and(people(who))} were asked to approve.`
      : 'Approval was asked for in the channel.',
  ApproversReminded: ({ people: who }) =>
    who.length > 0
      ? `${formats.and(people(who))} were reminded that approval is wanted.`
      : 'There was nobody to remind.',
  ApprovalsRunningOut: (_, { release }) =>
    `${person(release.plan.owner)} was told that the time to approve was nearly over.`,
  ApprovalsExpired: () => 'The time to approve was over.',
  ApprovalsAskedAgain: event =>
    `${person(event.by)} asked the approvers again; what they had given before stayed.`,
  PollOpened: ({ closesAt }, { release, before, actor }) => {
    const open = `for ${names(release.terms.poll?.roles ?? [])} until ${formats.utc(closesAt)}`;
    return before?.poll && actor !== TMINUS
      ? `${person(actor)} opened the Go/No-Go again, ${open}.`
      : `The Go/No-Go opened ${open}.`;
  },
  VoteCast: ({ by: who, role, vote, reason: why }) =>
    `${person(who)} said ${vote === 'go' ? 'GO' : 'NO-GO'} for ${inline(role)}${reason(why)}.`,
  PollClosed: ({ outcome }) => {
    if (outcome.is === 'go') return 'The Go/No-Go closed with GO from every role.';
    return outcome.because === 'no-go'
      ? `The Go/No-Go closed: ${person(outcome.by)} held the release${reason(outcome.reason)}.`
      : `The Go/No-Go closed and held the release: nobody voted for ${names(outcome.silent)}.`;
  },
  ReleaseReady: () => 'Everything was in place.',
  ...storySchedule,
  Queued: ({ behind, reason: why }, { release: { plan } }) =>
    behind === 'lane'
      ? `It waited in the queue behind ${releaseAhead(why, plan, terms.environment)}.`
      : `It waited for the end of a ${behind}${reason(why)}.`,
  TurnCame: () => 'Its turn came; the facts were checked once more.',
  BakeStarted: ({ percent, until }, { release: { plan } }) =>
    `${formats.percent(percent)} of the traffic was on ${inline(plan.version)}, to bake until ${formats.utc(until)}.`,
  BakeExtended: ({ until, evidence: seen }) =>
    `Baking was extended once, until ${formats.utc(until)}: ${because(seen.verdict)} (${evidence(seen)}).`,
  StepUnclear: ({ step, why }, { release }) =>
    `Nobody could tell whether ${titleOf(release, step)} happened${reason(why)}.`,
  DecisionAsked: ({ why, evidence: seen }, { release }) =>
    `${person(release.plan.owner)} was asked to decide: ${because(why)}${seen ? ` (${evidence(seen)})` : ''}.`,
  RolloutPaused: event =>
    event.freeze
      ? freeze.wasPaused(event.why, event.freeze.until)
      : `Paused ${by(event.by)}${reason(event.why)}.`,
  ReleaseFailed: ({ step, why }, { release }) =>
    `The release failed at ${titleOf(release, step)}${reason(why)}.`,
  RollbackTroubled: ({ why }) => `The rollback was in trouble${reason(why)}. It went on trying.`,
  RollbackTakenOver: event => `${person(event.by)} took over the rollback${reason(event.reason)}.`,
  RolledBack: ({ to, tookMs }, { release: { plan } }) =>
    `Back on ${inline(to)} after ${formats.duration(tookMs)}; ${inline(plan.service)} in ${terms.environment[plan.environment]} was locked.`,
};

export const story = {
  /** Null where the event's own words tell it well. */
  event: (event: ReleaseEvent, told: Told): string | null => {
    const say = events[event.type] as ((event: ReleaseEvent, told: Told) => string) | undefined;
    return say ? say(event, told) : null;
  },
  title: (title: string, page: number, of: number) =>
    of > 1 ? `The story of ${title}, page ${page} of ${of}` : `The story of ${title}`,
  times: 'Times are UTC.',
  intact: (records: number, seal: { seal: number; version: number } | null) =>
    `All ${formats.number(records)} records are as they were recorded; ${
      seal === null
        ? 'no seal has seen them yet.'
        : `seal ${seal.seal} has seen them up to number ${formats.number(seal.version)}.`
    }`,
  tampered: (version: number) =>
    `Record ${formats.number(version)} is not what was recorded, or is missing. Tell whoever runs tminus: ${code('npm run audit:verify')} says more.`,
};
