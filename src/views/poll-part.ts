import { silentRoles } from '../release/poll.ts';
import type { Release } from '../release/state.ts';
import { deadline } from '../words/mrkdwn.ts';
import { NO, OPEN, YES } from './icons.ts';
import { lineSections } from './lines.ts';
import type { Scene } from './scene.ts';

/** One line per role: GO, NO-GO with its reason, or still waited for. */
export function voteLines({ poll, terms }: Release, { roles, words }: Scene): string[] {
  if (!terms.poll || !poll) return [];
  return terms.poll.roles.map(role => {
    const vote = poll.votes.find(cast => cast.role === role);
    if (!vote) return `${OPEN} ${words.card.waitingForVote(role, roles?.[role] ?? [])}`;
    return vote.vote === 'go'
      ? `${YES} ${words.card.votedGo(role, vote.by)}`
      : `${NO} ${words.card.votedNoGo(role, vote.by, vote.reason)}`;
  });
}

/** Only of those who have voted: the poll is over, and nobody is waited for. */
export const votesCast = (release: Release, scene: Scene): string[] =>
  voteLines(release, scene).filter(line => !line.startsWith(OPEN));

/** One line per role with who may speak for it: a message that is not edited must not say who has not yet. */
export const voterLines = ({ terms }: Release, { roles, words }: Scene): string[] =>
  (terms.poll?.roles ?? []).map(role => `• ${words.card.mayVote(role, roles?.[role] ?? [])}`);

export function pollPart(release: Release, scene: Scene) {
  const lines = voteLines(release, scene);
  return lines.length > 0 ? lineSections([`*${scene.words.card.labels.poll}*`, ...lines]) : [];
}

export function waitingForVotes(release: Release, { words, now }: Scene): string {
  const { poll, terms } = release;
  if (!terms.poll || !poll) return '';
  const until = deadline(poll.closesAt, now, words.formats);
  return words.card.waitingForVotes(silentRoles(terms.poll, poll), until);
}
