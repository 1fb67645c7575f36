import type { KnownBlock } from '@slack/types';
import type { Plan } from '../release/plan.ts';
import { severityOf } from '../release/risk.ts';
import { escapeText, inline, person } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { cut } from './limits.ts';

/** Long enough for any real plan, short enough for a section together with its label. */
const SHOWN = 1200;

/** Everything that was written into the plan; what nobody wrote is left out. */
export function planText(
  plan: Plan,
  { lists, card, plan: labels, formats, terms, schedule }: Words,
): KnownBlock[] {
  const { scope, dependencies, rollback } = plan;
  const { fields } = labels;
  const parts: [string, string[]][] = [
    [card.labels.goal, [plan.goal]],
    [lists.scope.features, [scope.features]],
    [lists.scope.improvements, [scope.improvements]],
    [lists.scope.fixes, [scope.fixes]],
    [lists.scope.debt, [scope.debt]],
    [lists.milestones, plan.milestones.map(it => `${terms.milestone[it.name]}: ${formats.day(it.on)}`)],
    [fields.technical, [dependencies.technical]],
    [fields.team, [dependencies.team]],
    [fields.resource, [dependencies.resource]],
    [fields.conditions, [rollback.conditions]],
    [fields.steps, [rollback.steps]],
    [fields.minutes, rollback.minutes === null ? [] : [lists.expectedMinutes(rollback.minutes)]],
    [lists.communication, [plan.communication]],
    [lists.window, [plan.window]],
  ];
  const written = parts
    .map(([label, texts]) => [label, texts.join('\n').trim()] as const)
    .filter(([, text]) => text !== '')
    .map(([label, text]) => section(`*${label}*\n${escapeText(cut(text, SHOWN))}`));
  const starts =
    plan.startAt === undefined ? [] : [section(`*${schedule.label}*\n${schedule.at(plan.startAt)}`)];
  return [...starts, ...written, ...risks(plan, { lists, terms })];
}

function risks(plan: Plan, { lists, terms }: Pick<Words, 'lists' | 'terms'>): KnownBlock[] {
  if (plan.risks.length === 0) return [];
  const lines = plan.risks.slice(0, 10).map(risk =>
    lists.risk({
      severity: terms.severity[severityOf(risk)],
      what: inline(risk.what, 200),
      mitigation: inline(risk.mitigation, 300),
      owner: risk.owner ? person(risk.owner) : null,
    }),
  );
  return [section([`*${lists.risks}*`, ...lines.map(line => `• ${line}`)].join('\n'))];
}
