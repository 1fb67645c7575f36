import type { KnownBlock, ModalView } from '@slack/types';
import { MILESTONES, type Plan } from '../release/plan.ts';
import type { Refusal } from '../release/refusals.ts';
import { RISK_LEVELS, type Risk } from '../release/risk.ts';
import { escapeText } from '../words/mrkdwn.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { Words } from '../words/words.ts';
import { context, divider, section } from './blocks.ts';
import { NO, WARNING } from './icons.ts';
import {
  choiceInput,
  dateInput,
  modal,
  momentInput,
  personInput,
  textInput,
  wholeNumberInput,
} from './inputs.ts';
import { type PlanTexts, planBlocks, RISK_ROWS } from './plan-form.ts';

export interface PlanDraft extends Pick<Plan, 'service' | 'environment' | 'version' | 'type' | 'running'> {
  texts: PlanTexts;
  strategy: string;
  /** `short`: goal and owner only, enough for a patch. */
  form: 'short' | 'full';
  /** Texts that may not be empty. */
  required: readonly ('goal' | 'communication' | 'window')[];
  /** What could not be learned for the prefill, one sentence each. */
  problems: readonly string[];
  /** Why it was not accepted; null while nobody has tried. */
  refusal: Refusal | null;
  purpose: 'start' | 'edit';
  /** Kept as `private_metadata`; at most 3,000 characters. */
  metadata: string;
}

export const PLAN_CALLBACK = 'plan';

export function planModal(draft: PlanDraft, words: Words): ModalView {
  const { plan, terms } = words;
  const notes = [
    plan.kind(terms.type[draft.type], draft.strategy),
    ...(draft.purpose === 'edit' ? [plan.editHint] : []),
    ...(draft.problems.length > 0 ? [`${WARNING} ${plan.problems(draft.problems)}`] : []),
  ];
  return modal({
    callback: PLAN_CALLBACK,
    title: plan.titles[draft.purpose],
    submit: plan.submit[draft.purpose],
    close: plan.cancel,
    metadata: draft.metadata,
    blocks: [
      section(heading(draft, words)),
      context(...notes),
      ...(draft.refusal === null ? [] : [section(`${NO} ${sayRefusal(draft.refusal, words, draft)}`)]),
      ...essentials(draft, words),
      ...(draft.form === 'full' ? everythingElse(draft, words) : requiredOnly(draft, words)),
    ],
  });
}

/** Shown at once while the draft is being filled; replaced by `planModal` through `views.update`. */
export function planSkeleton(
  draft: Pick<PlanDraft, 'service' | 'environment' | 'version' | 'purpose' | 'metadata'>,
  words: Words,
): ModalView {
  const { plan, card } = words;
  return modal({
    callback: PLAN_CALLBACK,
    title: plan.titles[draft.purpose],
    close: plan.cancel,
    metadata: draft.metadata,
    blocks: [section(`*${escapeText(card.title(draft))}*`), context(plan.loading)],
  });
}

const heading = ({ service, version, running, environment }: PlanDraft, { plan, terms }: Words) =>
  plan.heading({ service, version, running, environment: terms.environment[environment] });

function essentials({ texts, required }: PlanDraft, { plan }: Words): KnownBlock[] {
  const { fields, hints } = plan;
  const optional = !required.includes('goal');
  return [
    textInput({ block: planBlocks.goal, label: fields.goal, hint: hints.goal, optional }, texts.goal, true),
    personInput(
      { block: planBlocks.owner, label: fields.owner, hint: hints.owner, optional: false },
      texts.owner,
    ),
    momentInput(
      { block: planBlocks.startAt, label: fields.startAt, hint: hints.startAt, optional: true },
      texts.startAt ?? null,
    ),
  ];
}

/** A text the policy requires is asked for in the short form too. */
const requiredOnly = (draft: PlanDraft, words: Words): KnownBlock[] => [
  ...(draft.required.includes('communication') ? [communication(draft, words)] : []),
  ...(draft.required.includes('window') ? [releaseWindow(draft, words)] : []),
];

const communication = ({ texts, required }: PlanDraft, { plan: { fields } }: Words) =>
  textInput(
    {
      block: planBlocks.communication,
      label: fields.communication,
      optional: !required.includes('communication'),
    },
    texts.communication,
    true,
  );

const releaseWindow = ({ texts, required }: PlanDraft, { plan: { fields, hints } }: Words) =>
  textInput(
    {
      block: planBlocks.window,
      label: fields.window,
      hint: hints.window,
      optional: !required.includes('window'),
    },
    texts.window,
  );

function everythingElse(draft: PlanDraft, words: Words): KnownBlock[] {
  const { parts } = words.plan;
  const titled = (title: string, blocks: KnownBlock[]) => [divider, section(`*${title}*`), ...blocks];
  return [
    ...titled(parts.scope, scope(draft, words)),
    ...titled(parts.milestones, milestones(draft, words)),
    ...titled(parts.risks, risks(draft, words)),
    ...titled(parts.dependencies, dependencies(draft, words)),
    ...titled(parts.rollback, rollback(draft, words)),
    ...titled(parts.people, [communication(draft, words), releaseWindow(draft, words)]),
  ];
}

function scope({ texts }: PlanDraft, { plan: { fields, hints } }: Words): KnownBlock[] {
  const isFilled = Object.values(texts.scope).some(text => text !== '');
  return (['features', 'improvements', 'fixes', 'debt'] as const).map((part, index) =>
    textInput(
      {
        block: planBlocks.scope(part),
        label: fields[part],
        optional: true,
        ...(index === 0 && isFilled ? { hint: hints.scope } : {}),
      },
      texts.scope[part],
      true,
    ),
  );
}

const milestones = ({ texts }: PlanDraft, { terms }: Words): KnownBlock[] =>
  MILESTONES.map(name =>
    dateInput(
      { block: planBlocks.milestone(name), label: terms.milestone[name], optional: true },
      texts.milestones.find(milestone => milestone.name === name)?.on ?? '',
    ),
  );

const risks = ({ texts }: PlanDraft, words: Words): KnownBlock[] =>
  Array.from({ length: RISK_ROWS }, (_, row) => riskRow(row, texts.risks[row] ?? null, words)).flat();

function riskRow(row: number, risk: Risk | null, { plan: { fields, hints }, terms }: Words): KnownBlock[] {
  const at = (part: keyof Risk, label: string) => ({
    block: planBlocks.risk(row, part),
    label,
    optional: true,
  });
  const levels = RISK_LEVELS.map(level => ({ value: level, label: terms.level[level] }));
  return [
    textInput(at('what', fields.what(row + 1)), risk?.what),
    choiceInput(at('probability', fields.probability), levels, risk?.probability ?? 'medium'),
    choiceInput(at('impact', fields.impact), levels, risk?.impact ?? 'medium'),
    textInput({ ...at('mitigation', fields.mitigation), hint: hints.mitigation }, risk?.mitigation, true),
    personInput(at('owner', fields.riskOwner), risk?.owner ?? ''),
  ];
}

const dependencies = ({ texts }: PlanDraft, { plan: { fields } }: Words): KnownBlock[] =>
  (['technical', 'team', 'resource'] as const).map(part =>
    textInput(
      { block: planBlocks.dependency(part), label: fields[part], optional: true },
      texts.dependencies[part],
      true,
    ),
  );

function rollback({ texts }: PlanDraft, { plan: { fields, hints } }: Words): KnownBlock[] {
  const at = (part: keyof Plan['rollback'], label: string) => ({
    block: planBlocks.rollback(part),
    label,
    optional: true,
  });
  const { conditions, steps, owner, minutes } = texts.rollback;
  return [
    textInput({ ...at('conditions', fields.conditions), hint: hints.conditions }, conditions, true),
    textInput(at('steps', fields.steps), steps, true),
    personInput(at('owner', fields.rollbackOwner), owner),
    wholeNumberInput(at('minutes', fields.minutes), minutes),
  ];
}
