import type { PollOutcome } from '../../release/poll.ts';
import type { QuestionEnd } from '../../release/question-end.ts';
import { code, person, when } from '../mrkdwn.ts';
import { responder } from './events-incident.ts';
import { formats, terms } from './terms.ts';

const polled = (outcome: PollOutcome): string => {
  if (outcome.is === 'go') return 'Over: everybody said GO.';
  return outcome.because === 'no-go'
    ? `Over: ${person(outcome.by)} said NO-GO, so it is held.`
    : `Over: ${formats.and(outcome.silent.map(role => code(role)))} did not answer in time, so it is held.`;
};

/** What became of what a notice asked for; it stands below the notice in place of its buttons. */
export function questionOver(end: QuestionEnd): string {
  switch (end.is) {
    case 'spoken':
      return 'Done: you approved it, or somebody with your voice did.';
    case 'approved':
      return 'Over: all approvals are in.';
    case 'rejected':
      return `Over: ${person(end.by)} rejected it.`;
    case 'changed':
      return 'Over: the plan was changed since, and something else is asked now.';
    case 'expired':
      return 'Over: the time to approve has ended.';
    case 'asked-again':
      return 'Over: it was asked again.';
    case 'granted':
      return `Over: ${person(end.by)} granted it.`;
    case 'refused':
      return `Over: ${person(end.by)} refused it.`;
    case 'reviewed':
      return `Done: ${person(end.by)} reviewed it.`;
    case 'polled':
      return polled(end.outcome);
    case 'taken':
      return `${responder(end.by)} has the incident.`;
    case 'resolved':
      return 'Over: the incident is resolved.';
    case 'updated':
      return `Done: ${person(end.by)} told how it stands.`;
    case 'moved':
      return end.to === null
        ? 'Over: the start has no time any more.'
        : `Over: the start was moved to ${when(end.to, formats)}.`;
    case 'done':
      return 'Done: nothing is left to do here.';
    case 'unlocked':
      return 'Over: nothing is locked any more.';
    case 'superseded':
      return 'Over: a newer release went out since.';
    case 'unanswered':
      return 'Over: nobody answered for two weeks, so nobody is asked any more. What can still be done can be typed.';
    case 'moved-on':
      return `Over: it went on since (${terms.status[end.status].toLowerCase()}).`;
  }
}
