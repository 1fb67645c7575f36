import { type ApprovalRule, isExpired, missingIn } from '../release/approvals.ts';
import { inForce } from '../release/delegation.ts';
import { emptyOrganisation } from '../release/organisation.ts';
import type { Plan } from '../release/plan.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { hasNoSay, ownerOf, sayOf, type Voice } from '../release/voices.ts';
import { deadline } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context } from './blocks.ts';
import { NO, OPEN, YES } from './icons.ts';
import { lineSections } from './lines.ts';
import type { Scene } from './scene.ts';

type Members = Scene['members'];

/** Those of the groups whose approval would count: not who asked, not the owner, not twice. */
function couldApprove(groups: readonly GroupName[], release: Release, members: Members): PersonId[] {
  const given = new Set(release.approvals.given.map(ownerOf));
  return [...new Set(groups.flatMap(group => members[group] ?? []))].filter(
    person => !given.has(person) && !hasNoSay(release, person),
  );
}

/** Whoever may speak now for one of these people. */
function standInsFor(
  of: readonly PersonId[],
  group: GroupName,
  release: Release,
  { organisation = emptyOrganisation, now }: Scene,
): Pick<Voice, 'by' | 'for'>[] {
  return inForce(organisation.delegations, now)
    .filter(it => of.includes(it.of) && !hasNoSay(release, it.to))
    .filter(({ groups }) => groups === undefined || groups.includes(group))
    .map(it => ({ by: it.to, for: it.of }));
}

/**
 * The seats that are really open. Missing mandatory groups can outnumber them; only somebody who belongs
 * to all of those could fill one seat for all.
 */
function openSeats(release: Release, members: Members): number {
  const { seats, mandatory } = missingIn(release);
  if (mandatory.length <= seats) return seats;
  const inAll = couldApprove(mandatory, release, members).some(person =>
    mandatory.every(group => members[group]?.includes(person)),
  );
  return inAll ? seats : mandatory.length;
}

/** Who is still needed, one phrase per open seat or kind of seat, by group and by name. */
function missingWho(rule: ApprovalRule, release: Release, scene: Scene): string[] {
  const { members, words } = scene;
  const { mandatory } = missingIn(release);
  const who = mandatory.map(group => {
    const candidates = couldApprove([group], release, members);
    const isKnown = members[group] !== undefined;
    return candidates.length === 0 && isKnown
      ? words.card.nobodyOf(group)
      : words.card.someoneOf(group, candidates, standInsFor(candidates, group, release, scene));
  });
  const others = openSeats(release, members) - mandatory.length;
  if (others <= 0) return who;
  const groups = othersOf(rule, mandatory, release, members);
  return [...who, words.card.moreOf(others, groups, couldApprove(groups, release, members))];
}

/** Where somebody is left to ask: whoever alone can speak for a mandatory group is asked for that seat already. */
function othersOf(
  rule: ApprovalRule,
  mandatory: readonly GroupName[],
  release: Release,
  members: Members,
): GroupName[] {
  const candidates = (group: GroupName) => couldApprove([group], release, members).length;
  const asked = mandatory.filter(group => candidates(group) === 1);
  const others = sayOf(rule).filter(
    group => !asked.includes(group) && (members[group] === undefined || candidates(group) > 0),
  );
  return others.length > 0 ? others : sayOf(rule);
}

/** `Waiting for 1 of 3 approvals: anyone of security_team (…)`. */
export function waitingForApprovals(release: Release, scene: Scene): string {
  const rule = release.terms.approvals;
  if (!rule) return scene.words.card.noOneNeeded;
  const seats = openSeats(release, scene.members);
  const of = Math.max(rule.required, release.approvals.given.length + seats);
  return scene.words.card.waitingForApprovals(seats, of, missingWho(rule, release, scene));
}

/** The same without names, for where they stand below it. */
export function seatsOpen(release: Release, { members, words }: Scene): string {
  const rule = release.terms.approvals;
  if (!rule) return words.card.noOneNeeded;
  const seats = openSeats(release, members);
  return words.card.seatsOpen(seats, Math.max(rule.required, release.approvals.given.length + seats));
}

/** Who approved, who is missing, how long is left, and why they are needed. */
export function approvalsPart(release: Release, scene: Scene) {
  const rule = release.terms.approvals;
  if (!rule) return [];
  const { words, now } = scene;
  const { given, filled, rejection, openedAt } = release.approvals;
  const isOpen = release.status === 'approving';
  const lines = [
    `*${words.card.labels.approvals}*`,
    ...given.map(approval => `${YES} ${words.card.approved(approval)}`),
  ];
  if (filled) lines.push(`${YES} ${words.card.filledByGates(filled.figures)}`);
  if (rejection) lines.push(`${NO} ${words.card.rejected(rejection)}`);
  if (isOpen) {
    lines.push(...missingWho(rule, release, scene).map(who => `${OPEN} ${who}`));
    const until = deadline(openedAt + rule.expireAfterMs, now, words.formats);
    if (!isExpired(release, now)) lines.push(words.card.answerBy(rule.expireAfterMs, until));
  }
  if (lines.length === 1) return [];
  return [...lineSections(lines), ...(isOpen ? [context(whyApprovals(release.plan, rule, words))] : [])];
}

/** What is needed, and by which rule of the matrix. */
export function whyApprovals(
  { type, environment }: Pick<Plan, 'type' | 'environment'>,
  rule: ApprovalRule,
  { card, terms }: Words,
): string {
  return card.rule({
    type: terms.type[type],
    environment: terms.environment[environment],
    required: rule.required,
    from: sayOf(rule),
    mandatory: rule.mandatory,
  });
}
