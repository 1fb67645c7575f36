import type { ModalView } from '@slack/types';
import { pointOfNoReturn } from '../release/point-of-no-return.ts';
import type { Step } from '../release/runbook.ts';
import type { Release } from '../release/state.ts';
import type { PersonId } from '../release/terms.ts';
import { code, escapeText, inline } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, fields, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { WARNING } from './icons.ts';
import { modal } from './inputs.ts';
import { lineSections } from './lines.ts';
import { beforeAndAfter, noReturn } from './runbook-notes.ts';

/** Asks once more before an approval counts: exactly what will run and what cannot be undone. Callback `approve`. */
export function approveModal(release: Release, words: Words, voice: PersonId | null = null): ModalView {
  const { plan, runbook } = release;
  const { modals, card, terms, formats } = words;
  const it = modals.approve;
  const leftOut = runbook.notApplicable.map(({ stage, because }) =>
    words.lists.notApplicable(terms.stage[stage], because),
  );
  const lines = runbook.steps.map((step, index) => `${index + 1}. ${stepLine(step, words)}`);
  return modal({
    callback: 'approve',
    title: it.title,
    submit: it.submit,
    close: modals.cancel,
    metadata: buttonValue(release),
    blocks: [
      section(
        `*${escapeText(card.title(plan))}*\n${formats.sentences([it.says, voice === null ? '' : it.forVoice(voice)])}`,
      ),
      fields([
        [it.version, `${inline(plan.running ?? card.nothingRunning)} → *${inline(plan.version)}*`],
        [it.commit, plan.commit === null ? it.noCommit : code(plan.commit)],
        [it.environment, terms.environment[plan.environment]],
        [it.strategy, code(runbook.strategy)],
      ]),
      ...lineSections([`*${it.steps}*`, ...lines]),
      ...(leftOut.length > 0 ? [context(leftOut.join('\n'))] : []),
      context(
        formats.sentences([
          wayBack(release, words),
          safeUntil(release, words),
          ...beforeAndAfter(runbook, plan.running, words),
        ]),
      ),
    ],
  });
}

function stepLine(step: Step, { modals, written }: Words): string {
  const { approve } = modals;
  const bake =
    step.action.kind === 'shift' && step.action.bakeMs > 0 ? [approve.bakes(step.action.bakeMs)] : [];
  const undo =
    step.undoneBy === null ? `${WARNING} *${approve.cannotBeUndone}*` : approve.undoneBy(step.undoneBy);
  return [inline(written(step.title), 150), ...bake, undo].join(' · ');
}

const wayBack = ({ plan }: Release, { card }: Words) =>
  plan.running === null ? card.noWayBack : card.backTo(plan.running);

function safeUntil({ runbook }: Release, words: Words): string {
  const forGood = runbook.steps.find(step => step.undoneBy === null);
  if (!forGood) return words.modals.approve.alwaysSafe;
  const end = pointOfNoReturn(runbook);
  return end ? noReturn(end, words) : words.modals.approve.safeUntil(forGood.title);
}
