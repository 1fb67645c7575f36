import { type Lane, lockAt } from '../release/lane.ts';
import type { Agreement } from '../release/plan.ts';
import { pointOfNoReturn } from '../release/point-of-no-return.ts';
import type { Refusal } from '../release/refusals.ts';
import type { Step } from '../release/runbook.ts';
import type { Instant } from '../release/terms.ts';
import { inline } from '../words/mrkdwn.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { Words } from '../words/words.ts';
import { whyApprovals } from './approvals-part.ts';
import { context, header, section } from './blocks.ts';
import { EMERGENCY, LOCKED, NO, WARNING } from './icons.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import { beforeAndAfter, noReturn } from './runbook-notes.ts';

export interface DryRun {
  agreement: Agreement;
  /** Why it would be refused now, or null. */
  refusal: Refusal | null;
  /** What could not be learned, one sentence each. */
  problems: readonly string[];
  /** Whether it is to begin with an emergency override. */
  emergency?: { reason: string } | null;
  /** Why its gates are to be skipped. */
  skips?: string | null;
  lane: Lane;
  now: Instant;
  words: Words;
}

/** Every step walked and what would be called; nothing was touched. */
export function dryRun(walk: DryRun): Message {
  const { agreement, words } = walk;
  const { lists, card } = words;
  const title = lists.dryRun(card.title(agreement.plan));
  const steps = agreement.runbook.steps.map((step, index) => stepLine(step, index, agreement, words));
  const before = beforeIt(walk);
  const notes = notesOf(walk);
  return message([title, lists.dryRunSays, ...before, ...steps, ...notes].join('\n'), [
    header(title),
    section(lists.dryRunSays),
    ...lineSections(before),
    ...lineSections(steps),
    ...notes.map(note => context(note)),
  ]);
}

function beforeIt({ agreement, refusal, emergency, skips, lane, now, words }: DryRun): string[] {
  const { terms, plan } = agreement;
  const { lists, card } = words;
  const lock = lockAt(lane, now);
  const lines = [terms.approvals ? whyApprovals(plan, terms.approvals, words) : lists.wouldAskNobody];
  if (refusal) lines.unshift(`${NO} ${lists.wouldBeRefused(sayRefusal(refusal, words, plan))}`);
  if (emergency)
    lines.push(`${EMERGENCY} ${lists.wouldAskOverride(terms.override?.by ?? [], emergency.reason)}`);
  if (skips != null) lines.push(`${WARNING} ${lists.wouldSkipGates(terms.gates?.required ?? [], skips)}`);
  const required = (terms.checklist ?? []).filter(item => item.when === 'before' && item.required);
  if (required.length > 0) {
    lines.push(
      words.checklist.wouldTick(
        required.filter(({ tickedBy }) => tickedBy === null),
        required.length,
      ),
    );
  }
  if (terms.poll) lines.push(lists.wouldPoll(terms.poll.roles, terms.poll.lastsMs));
  if (terms.gates && terms.gates.required.length > 0) lines.push(words.gates.wouldAsk(terms.gates.required));
  if (lane.holder !== null || lane.queue.length > 0) {
    lines.push(lists.wouldQueue(lane.holder, lane.queue.length, plan));
  }
  if (lock) lines.push(`${LOCKED} ${card.lock(lock.by, lock.reason, lock.until)}`);
  return lines;
}

function stepLine(
  step: Step,
  index: number,
  { plan, runbook }: Agreement,
  { lists, modals, written }: Words,
): string {
  const undo =
    step.undoneBy === null ? modals.approve.cannotBeUndone : modals.approve.undoneBy(step.undoneBy);
  const does = call(step, plan, runbook.shifts, lists.calls);
  return [
    `*${index + 1}. ${inline(written(step.title), 150)}* (${inline(step.owner, 60)})`,
    `${does}; ${lists.attempts(step.timeoutMs, step.retries)}; ${lists.verified(step.verifiedBy)}; ${undo}`,
  ].join('\n');
}

function call(
  { action }: Step,
  plan: Agreement['plan'],
  shifts: boolean,
  calls: Words['lists']['calls'],
): string {
  switch (action.kind) {
    case 'check':
      return calls.check(plan.service);
    case 'install':
      return calls.install(plan.version, shifts);
    case 'shift':
      return calls.shift(action.percent, plan.version, action.bakeMs);
    case 'run':
      return calls.run(action.action);
    case 'verify':
      return calls.verify(plan.version);
  }
}

function notesOf({ agreement, problems, words }: DryRun): string[] {
  const { lists, terms, formats } = words;
  const skipped = agreement.runbook.notApplicable.map(({ stage, because }) =>
    lists.notApplicable(terms.stage[stage], because),
  );
  const unknown = problems.map(
    problem => `${WARNING} ${formats.labelled(lists.notLearned, inline(problem))}`,
  );
  const end = pointOfNoReturn(agreement.runbook);
  const safe = end ? [`${WARNING} ${noReturn(end, words)}`] : [];
  const around = beforeAndAfter(agreement.runbook, agreement.plan.running, words);
  return [...safe, ...around, ...unknown, ...(skipped.length > 0 ? [skipped.join('\n')] : [])];
}
