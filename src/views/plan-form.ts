import { MILESTONES, type Plan } from '../release/plan.ts';
import type { Refusal } from '../release/refusals.ts';
import { RISK_LEVELS, type Risk, type RiskLevel } from '../release/risk.ts';
import { INPUT, readMomentInput } from './inputs.ts';

/** The part of a plan that people write. */
export type PlanTexts = Pick<
  Plan,
  | 'owner'
  | 'goal'
  | 'scope'
  | 'milestones'
  | 'risks'
  | 'dependencies'
  | 'rollback'
  | 'communication'
  | 'window'
  | 'startAt'
>;

/** `view.state.values` of a submission, by block id and action id; only the fields that are read. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, FormValue>>>>;

export interface FormValue {
  value?: string | null | undefined;
  selected_date?: string | null | undefined;
  selected_date_time?: number | null | undefined;
  selected_user?: string | null | undefined;
  selected_time?: string | null | undefined;
  selected_option?: { value: string } | null | undefined;
  selected_options?: readonly { value: string }[] | null | undefined;
}

/** How many risks the form has room for; further ones a plan has are kept as they are. */
export const RISK_ROWS = 3;

/** Stable, so that an error can be shown at its field. */
export const planBlocks = {
  goal: 'goal',
  owner: 'owner',
  scope: (part: keyof Plan['scope']) => `scope.${part}`,
  milestone: (name: string) => `milestone.${name.replace(/ /g, '-')}`,
  risk: (row: number, part: keyof Risk) => `risk.${row}.${part}`,
  dependency: (part: keyof Plan['dependencies']) => `dependency.${part}`,
  rollback: (part: keyof Plan['rollback']) => `rollback.${part}`,
  communication: 'communication',
  window: 'window',
  startAt: 'startAt',
};

/** A plan nobody has written anything into yet. */
export const emptyPlanTexts = (owner: string): PlanTexts => ({
  owner,
  goal: '',
  scope: { features: '', improvements: '', fixes: '', debt: '' },
  milestones: [],
  risks: [],
  dependencies: { technical: '', team: '', resource: '' },
  rollback: { conditions: '', steps: '', owner: '', minutes: null },
  communication: '',
  window: '',
});

/** What was filled in; what the form did not ask for stays as it was in `before`. */
export function readPlanForm(values: FormValues, before: PlanTexts): PlanTexts {
  const field = (block: string) => values[block]?.[INPUT];
  const text = (block: string, kept: string) => {
    const found = field(block);
    return found === undefined ? kept : (found.value ?? '').trim();
  };
  // A name that is no Slack id cannot be preselected, so an empty choice does not remove it.
  const person = (block: string, kept: string) => field(block)?.selected_user ?? kept;
  const { scope, dependency, rollback } = planBlocks;
  return {
    owner: person(planBlocks.owner, before.owner),
    goal: text(planBlocks.goal, before.goal),
    scope: {
      features: text(scope('features'), before.scope.features),
      improvements: text(scope('improvements'), before.scope.improvements),
      fixes: text(scope('fixes'), before.scope.fixes),
      debt: text(scope('debt'), before.scope.debt),
    },
    milestones: readMilestones(values, before),
    risks: readRisks(values, before, { text, person }),
    dependencies: {
      technical: text(dependency('technical'), before.dependencies.technical),
      team: text(dependency('team'), before.dependencies.team),
      resource: text(dependency('resource'), before.dependencies.resource),
    },
    rollback: {
      conditions: text(rollback('conditions'), before.rollback.conditions),
      steps: text(rollback('steps'), before.rollback.steps),
      owner: person(rollback('owner'), before.rollback.owner),
      minutes: readMinutes(field(rollback('minutes')), before.rollback.minutes),
    },
    communication: text(planBlocks.communication, before.communication),
    window: text(planBlocks.window, before.window),
    ...readStart(field(planBlocks.startAt), before),
  };
}

function readStart(found: FormValue | undefined, before: PlanTexts): Pick<PlanTexts, 'startAt'> {
  const startAt = found === undefined ? (before.startAt ?? null) : readMomentInput(found);
  return startAt === null ? {} : { startAt };
}

function readMinutes(found: FormValue | undefined, kept: number | null): number | null {
  if (found === undefined) return kept;
  const minutes = Number.parseInt(found.value ?? '', 10);
  return Number.isNaN(minutes) || minutes < 0 ? null : minutes;
}

function readMilestones(values: FormValues, before: PlanTexts): Plan['milestones'] {
  return MILESTONES.flatMap(name => {
    const found = values[planBlocks.milestone(name)]?.[INPUT];
    const kept = before.milestones.find(milestone => milestone.name === name)?.on;
    const on = found === undefined ? kept : found.selected_date;
    return on ? [{ name, on }] : [];
  });
}

interface Reading {
  text(block: string, kept: string): string;
  person(block: string, kept: string): string;
}

/** A row without a description is no risk. */
function readRisks(values: FormValues, before: PlanTexts, { text, person }: Reading): Risk[] {
  const level = (block: string, kept: RiskLevel): RiskLevel => {
    const chosen = values[block]?.[INPUT]?.selected_option?.value;
    return RISK_LEVELS.find(candidate => candidate === chosen) ?? kept;
  };
  const rows = Array.from({ length: RISK_ROWS }, (_, row) => {
    const kept = before.risks[row];
    const block = (part: keyof Risk) => planBlocks.risk(row, part);
    return {
      what: text(block('what'), kept?.what ?? ''),
      probability: level(block('probability'), kept?.probability ?? 'medium'),
      impact: level(block('impact'), kept?.impact ?? 'medium'),
      mitigation: text(block('mitigation'), kept?.mitigation ?? ''),
      owner: person(block('owner'), kept?.owner ?? ''),
    };
  });
  return [...rows.filter(row => row.what !== ''), ...before.risks.slice(RISK_ROWS)];
}

/**
 * The block an error belongs to, for `response_action: errors`; null when it is about no field. With `values`
 * the row of a risk is found in the form itself, where empty rows count.
 */
export function blockOfRefusal(refusal: Refusal, texts: PlanTexts, values?: FormValues): string | null {
  if (refusal.refusal === 'field-missing') return refusal.field in planBlocks ? refusal.field : null;
  if (refusal.refusal === 'start-past' || refusal.refusal === 'closed-then') return planBlocks.startAt;
  if (refusal.refusal !== 'mitigation-missing' && refusal.refusal !== 'risk-owner-missing') return null;
  const part = refusal.refusal === 'mitigation-missing' ? 'mitigation' : 'owner';
  const inForm = Array.from({ length: RISK_ROWS }, (_, row) => row).findIndex(
    row => values?.[planBlocks.risk(row, 'what')]?.[INPUT]?.value?.trim() === refusal.risk,
  );
  const row = inForm >= 0 ? inForm : texts.risks.findIndex(risk => risk.what === refusal.risk);
  return row >= 0 && row < RISK_ROWS ? planBlocks.risk(row, part) : null;
}
