import type { Release } from '../release/state.ts';
import { ENVIRONMENTS, type Version } from '../release/terms.ts';
import { escapeText, inline } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, section } from './blocks.ts';
import type { RollbackWish } from './button-value.ts';
import { deedButton, rollbackButton } from './deed-buttons.ts';
import { type Message, message } from './message.ts';

export interface RollbackCandidate {
  release: Release;
  from: Version;
  to: Version;
}

const SHOWN = 20;

/** What could be meant: each "from → to" with one button, production first, that keeps to what was asked for. */
export function rollbackChoice(
  candidates: readonly RollbackCandidate[],
  words: Words,
  wish: RollbackWish = {},
): Message {
  const { says, byCommand } = words.modals.rollbackChoice;
  const weight = ({ release }: RollbackCandidate) => -ENVIRONMENTS.indexOf(release.plan.environment);
  const sorted = [...candidates].sort((a, b) => weight(a) - weight(b)).slice(0, SHOWN);
  const question = says(sorted.length);
  const keyboard = byCommand(commandFor(sorted, wish));
  const button = ({ release, to }: RollbackCandidate) => rollbackButton(release, wish.to ?? to, wish, words);
  return message([question, ...sorted.map(it => fromTo(it, words)), keyboard].join('\n'), [
    section(question),
    ...sorted.map(it => section(fromTo(it, words), button(it))),
    context(keyboard),
  ]);
}

/** Ready to be copied where only one is possible. */
function commandFor(
  [only, ...others]: readonly RollbackCandidate[],
  { to, way, data }: RollbackWish,
): string {
  const verb = to == null ? 'now' : `to ${to}`;
  const { service, environment } = only?.release.plan ?? {};
  const place = only && others.length === 0 ? `${service} ${environment}` : '<service> <environment>';
  const flags = [way && `--strategy ${way}`, data && `--${data === 'restore' ? 'with' : 'without'}-database`];
  return ['/rollback', verb, place, ...flags.filter(Boolean)].join(' ');
}

const fromTo = ({ release: { plan }, from, to }: RollbackCandidate, { terms }: Words) =>
  `*${inline(plan.service)}* in *${terms.environment[plan.environment]}*: ${inline(from)} → ${inline(to)}`;

/** Nothing was changed yet: there is nothing to roll back, but it can be aborted. */
export function offerAbort(release: Release, words: Words): Message {
  const says = words.modals.rollbackChoice.none(escapeText(words.card.title(release.plan)));
  return message(says, [section(says), actions([deedButton('abort', release, words)])]);
}
