import { missingIn } from '../release/approvals.ts';
import { hasEnded } from '../release/ending.ts';
import { openIncident } from '../release/incidents.ts';
import { lockAt } from '../release/lane.ts';
import { currentStep } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { deadline, person } from '../words/mrkdwn.ts';
import { progressBar } from './progress-bar.ts';
import { trafficOf } from './runbook-part.ts';
import type { Scene } from './scene.ts';

type Fact = [label: string, value: string];

/** What is asked of a release most, in label and value; ten at most, as a section takes no more. */
export function boardFacts(release: Release, scene: Scene): Fact[] {
  const { labels } = scene.words.room;
  const next = nextUpdate(release);
  return [
    [labels.clock, clock(release, scene)],
    ...trafficFact(release, scene),
    ...figureFacts(release, scene),
    [labels.approvals, approvals(release, scene)],
    [labels.poll, poll(release, scene)],
    [labels.lock, lock(scene)],
    ...milestone(release, scene),
    [labels.inCharge, person(openIncident(release)?.commander ?? release.plan.owner)],
    ...(next === null ? [] : [[labels.next, deadline(next, scene.now, scene.words.formats)] satisfies Fact]),
  ];
}

/** Slack itself keeps the distance current, so the clock needs no edits. */
function clock({ rollout, endedAt, plan, status }: Release, { words, now }: Scene): string {
  const { room, formats } = words;
  if (!rollout && plan.startAt !== undefined && !hasEnded(status))
    return room.until(deadline(plan.startAt, now, formats));
  if (!rollout) return room.notStarted(plan.milestones.find(({ name }) => name === 'production')?.on ?? null);
  if (endedAt !== null && hasEnded(status)) return room.took(endedAt - rollout.startedAt);
  return room.since(deadline(rollout.startedAt, now, formats));
}

function trafficFact(release: Release, { words }: Scene): Fact[] {
  const share = release.runbook.shifts ? trafficOf(release) : null;
  if (share === null) return [];
  return [[words.room.labels.traffic, `${progressBar(share)} ${words.formats.percent(share)}`]];
}

/** Both versions' error rate and P95 as they are now. */
export function figureFacts({ rollout, terms }: Release, { figures, words }: Scene): Fact[] {
  const { room, formats } = words;
  if (terms.watch.everyMs === 0 || rollout?.firstTrafficAt == null) return [];
  const say = (value: number | null, baseline: number | null, format: (value: number) => string): string => {
    if (!figures || value === null) return figures?.problem ? room.cannotMeasure : room.notMeasured;
    return room.beside(format(value), baseline === null ? null : format(baseline), rollout.from);
  };
  return [
    [
      room.labels.errors,
      say(figures?.errorPercent ?? null, figures?.baselineErrorPercent ?? null, formats.percent),
    ],
    [room.labels.p95, say(figures?.p95 ?? null, figures?.baselineP95 ?? null, formats.latency)],
  ];
}

function approvals(release: Release, { words: { room } }: Scene): string {
  const rule = release.terms.approvals;
  if (!rule) return room.nobodyNeeded;
  return room.approvedBy(Math.max(0, rule.required - missingIn(release).seats), rule.required);
}

function poll({ terms, poll: opened }: Release, { words: { room } }: Scene): string {
  if (!terms.poll) return room.noPoll;
  const votes = opened?.votes ?? [];
  const go = votes.filter(({ vote }) => vote === 'go').length;
  return room.votes(go, terms.poll.roles.length, votes.length - go);
}

function lock({ lane, now, words: { room } }: Scene): string {
  const held = lockAt(lane, now);
  return held ? room.locked(held.by, held.reason) : room.noLock;
}

/** The first that is not over. Days have no zone here, so one counts until its end everywhere. */
function milestone({ plan, status }: Release, { now, words: { room, terms } }: Scene): Fact[] {
  if (hasEnded(status)) return [];
  const today = new Date(now - 12 * 3_600_000).toISOString().slice(0, 10);
  const ahead = plan.milestones.filter(({ on }) => on >= today).sort((a, b) => (a.on < b.on ? -1 : 1))[0];
  return ahead ? [[room.labels.milestone, room.milestone(terms.milestone[ahead.name], ahead.on)]] : [];
}

/** When something happens by itself at the latest. */
function nextUpdate(release: Release): Instant | null {
  const { status, poll: opened, watch, rollout } = release;
  const promised = openIncident(release)?.nextUpdateAt ?? null;
  if (promised !== null) return promised;
  if (status === 'polling') return opened?.closesAt ?? null;
  if (status === 'completed') return watch.until;
  const state = currentStep(release)?.state;
  const isBaking = status === 'deploying' && state?.is === 'baking' && !rollout?.paused && !rollout?.asked;
  return isBaking ? state.until : null;
}
