import type { Release } from '../release/state.ts';
import { ENVIRONMENTS, type Version } from '../release/terms.ts';
import { escapeText, inline } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, section } from './blocks.ts';
import { deedButton } from './deed-buttons.ts';
import { type Message, message } from './message.ts';

export interface RollbackCandidate {
  release: Release;
  from: Version;
  to: Version;
}

const SHOWN = 20;

/** Several could be meant: each "from → to" with one button, production first. */
export function rollbackChoice(candidates: readonly RollbackCandidate[], words: Words): Message {
  const { says, byCommand } = words.modals.rollbackChoice;
  const weight = ({ release }: RollbackCandidate) => -ENVIRONMENTS.indexOf(release.plan.environment);
  const sorted = [...candidates].sort((a, b) => weight(a) - weight(b)).slice(0, SHOWN);
  return message([says, ...sorted.map(it => fromTo(it, words)), byCommand].join('\n'), [
    section(says),
    ...sorted.map(it => section(fromTo(it, words), deedButton('rollback-now', it.release, words))),
    context(byCommand),
  ]);
}

const fromTo = ({ release: { plan }, from, to }: RollbackCandidate, { terms }: Words) =>
  `*${inline(plan.service)}* in *${terms.environment[plan.environment]}*: ${inline(from)} → ${inline(to)}`;

/** Nothing was changed yet: there is nothing to roll back, but it can be aborted. */
export function offerAbort(release: Release, words: Words): Message {
  const says = words.modals.rollbackChoice.none(escapeText(words.card.title(release.plan)));
  return message(says, [section(says), actions([deedButton('abort', release, words)])]);
}
