import type { KnownBlock } from '@slack/types';
import { isExpired } from '../release/approvals.ts';
import { hasEnded } from '../release/ending.ts';
import { lockAt } from '../release/lane.ts';
import { openRequest } from '../release/override.ts';
import { gravest } from '../release/risk.ts';
import type { Release } from '../release/state.ts';
import { code, escapeText, inline, people, person } from '../words/mrkdwn.ts';
import { approvalsPart, seatsOpen } from './approvals-part.ts';
import { actions, context, fields, header, section } from './blocks.ts';
import { figureFacts } from './board-facts.ts';
import { checklistPart } from './checklist-part.ts';
import { deedButton } from './deed-buttons.ts';
import { gatesPart } from './gates-part.ts';
import { hotfixClock } from './hotfix-clock.ts';
import { LOCKED, STATUS_ICONS, WARNING } from './icons.ts';
import { incidentPart } from './incident-part.ts';
import { cut } from './limits.ts';
import { markBlocks, markLines } from './marks.ts';
import { type Message, message } from './message.ts';
import { nextStep } from './next-step.ts';
import { offersOf } from './offers.ts';
import { pollPart } from './poll-part.ts';
import { findingPart, rollbackPart, runbookPart, safetyNotes } from './runbook-part.ts';
import type { Scene } from './scene.ts';

const GOAL_SHOWN = 600;

/** The card in the release channel, edited in place. */
export function releaseCard(release: Release, scene: Scene): Message {
  const { lane, now, words } = scene;
  const isOver = hasEnded(release.status);
  const buttons = offersOf(release, lane, now).map(deed => deedButton(deed, release, words));
  return message(summary(release, scene), [
    ...standing(release, scene, briefly(release, scene)),
    ...findingPart(release, scene),
    ...incidentPart(release, scene),
    ...facts(release, scene),
    ...(isOver ? [] : goal(release, scene)),
    ...approvalsPart(release, scene),
    ...gatesPart(release, scene),
    ...checklistPart(release, scene),
    ...pollPart(release, scene),
    ...figuresPart(release, scene),
    ...(release.rollout || !isOver ? runbookPart(release, scene) : []),
    ...rollbackPart(release, scene),
    ...(release.rollout || isOver ? [] : safetyNotes(release, scene)),
    ...laneNotes(release, scene),
    ...roomPart(scene),
    actions(buttons),
    context(footer(release, scene)),
  ]);
}

/** Everything in one paragraph, for screen readers and notifications. */
export function summary(release: Release, scene: Scene): string {
  const { words } = scene;
  const { card, terms } = words;
  return `${escapeText(card.title(release.plan))} (${terms.type[release.plan.type]}): ${terms.status[release.status]}. ${[...markLines(release, words), nextStep(release, scene)].join('\n')}`;
}

/** Title, state and next step. */
export function standing(release: Release, scene: Scene, next = nextStep(release, scene)): KnownBlock[] {
  const { card, terms } = scene.words;
  const icon = STATUS_ICONS[release.status];
  return [
    header(`${icon} ${card.title(release.plan)}`),
    section(`*${terms.status[release.status]}*\n${next}`),
    ...markBlocks(release, scene.words),
  ];
}

/** Where everybody is named further down, the first lines need not. */
export function briefly(release: Release, scene: Scene): string {
  const isPlain = !release.turn.held && !isExpired(release, scene.now) && !openRequest(release);
  if (release.status === 'approving' && isPlain) return seatsOpen(release, scene);
  if (release.status === 'rejected') return scene.words.card.afterRejection(release.plan.owner);
  return nextStep(release, scene);
}

function facts(release: Release, { words, now }: Scene): KnownBlock[] {
  const { plan, runbook, requesters, rollout } = release;
  const { card, terms, formats, schedule } = words;
  const { labels } = card;
  const severity = gravest(plan.risks);
  const before = rollout ? rollout.from : plan.running;
  const pairs: [string, string][] = [
    [labels.type, terms.type[plan.type]],
    [rollout ? labels.before : labels.running, before === null ? card.nothingRunning : inline(before)],
    [labels.strategy, code(runbook.strategy)],
    [labels.risk, severity === null ? card.noRisk : terms.severity[severity]],
    [labels.requestedBy, formats.and(people(requesters))],
    [labels.owner, person(plan.owner)],
  ];
  if (plan.startAt !== undefined && !rollout) pairs.push([schedule.label, schedule.at(plan.startAt)]);
  const clock = hotfixClock(release, now, words);
  if (clock) pairs.push([labels.hotfix, clock]);
  if (plan.commit !== null) pairs.push([labels.commit, code(plan.commit.slice(0, 12))]);
  return [fields(pairs)];
}

function goal({ plan }: Release, { words }: Scene): KnownBlock[] {
  const text = plan.goal.trim();
  if (!text) return [];
  return [section(`*${words.card.labels.goal}*\n${quote(cut(text, GOAL_SHOWN))}`)];
}

const quote = (text: string) =>
  escapeText(text)
    .split('\n')
    .map(line => `>${line}`)
    .join('\n');

function laneNotes({ status }: Release, { lane, now, words }: Scene): KnownBlock[] {
  const lock = lockAt(lane, now);
  const isOver = hasEnded(status) && status !== 'rolled-back' && status !== 'taken-over';
  return lock && !isOver ? [context(`${LOCKED} ${words.card.lock(lock.by, lock.reason, lock.until)}`)] : [];
}

/** Where the release channel is the war room, the card shows what its board would. */
function figuresPart(release: Release, scene: Scene): KnownBlock[] {
  const facts = scene.room || !scene.figures ? [] : figureFacts(release, scene);
  return facts.length > 0 ? [fields(facts)] : [];
}

function roomPart({ room, words }: Scene): KnownBlock[] {
  switch (room?.state) {
    case 'open':
      return room.channel === null ? [] : [context(words.room.open(room.channel))];
    case 'refused':
      return [context(`${WARNING} ${words.room.refused(room.problem ?? '')}`)];
    case 'lost':
      return [context(`${WARNING} ${words.room.lost}`)];
    case 'archived':
      return [context(words.room.archived(room.channel))];
    default:
      return [];
  }
}

const footer = ({ id, revisions, majorChanges }: Release, { words }: Scene) =>
  words.card.footer(id, revisions, majorChanges);
