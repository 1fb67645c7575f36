import type { Release } from '../release/state.ts';
import { clause, inline } from '../words/mrkdwn.ts';
import type { Account } from './rollback-account.ts';

/** What was lost, and what nobody can be sure of: only what was recorded. */
export function uncertainties(account: Account): string[] {
  const { history, rollback, finding, words } = account;
  const { report, formats } = words;
  const counted = finding?.event.type === 'TriggerFired' ? finding.event.finding.proof?.counted.canary : null;
  const lost = counted
    ? [report.lost(formats.number(counted.bad), formats.number(counted.requests), inline(rollback.bad))]
    : [];
  const interrupted = rollback.interrupted ? [report.interrupted(inline(rollback.interrupted))] : [];
  return [
    ...lost,
    ...interrupted,
    ...history.flatMap(one => sayOne(one.event, account)),
    ...blindIn(account),
  ];
}

function sayOne(event: Account['history'][number]['event'], { release, rollback, words }: Account): string[] {
  const { report, terms } = words;
  const part = (index: number) => {
    const it = rollback.parts[index];
    return it ? terms.part(it, inline(rollback.bad), inline(rollback.to)) : `${index + 1}`;
  };
  switch (event.type) {
    case 'RollbackPartFailed':
      return [report.partFailed(part(event.part), event.attempt, clause(event.why))];
    case 'RollbackPartDone':
      return event.skipped ? [report.partSkipped(part(event.part), clause(event.note))] : [];
    case 'RollbackTroubled':
      return [report.troubled(clause(event.why))];
    case 'StepUnclear':
      return [report.stepUnclear(titleOf(release, event.step), clause(event.why))];
    default:
      return [];
  }
}

const titleOf = ({ runbook }: Release, id: string) =>
  inline(runbook.steps.find(step => step.id === id)?.title ?? id, 120);

/** The stretches in which nothing could be measured. */
function blindIn({ history, words }: Account): string[] {
  const at = (instant: number) => words.formats.utc(instant);
  return history.flatMap(({ at: from, event }, index) => {
    if (event.type !== 'MetricsLost') return [];
    const back = history.slice(index).find(later => later.event.type === 'MetricsReturned');
    return [words.report.blind(clause(event.why), at(from), back ? at(back.at) : null)];
  });
}
