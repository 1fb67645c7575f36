import type { Lead } from '../../release/notice-terms.ts';
import type { Release } from '../../release/state.ts';
import type { TellingEvent } from '../../release/telling.ts';
import type { EventWords } from '../event-words.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

/** What is asked of those who read, by how near the start is. */
const leads: Record<Lead, string> = {
  plan: 'Please look at the plan now.',
  'in-step': 'Everybody who takes part, please be in step by then.',
  support: 'Support, please be ready for questions.',
  users: 'Users may be told now.',
};

const goesOut = ({ plan }: Release): string =>
  `${inline(plan.service)} ${inline(plan.version)} goes to ${terms.environment[plan.environment]}${plan.startAt === undefined ? '' : ` ${when(plan.startAt, formats)}`}`;

function standing({ plan, rollout, rollback, status }: Release): string {
  if (status === 'rolling-back' && rollback)
    return `Going back from ${inline(rollback.bad)} to ${inline(rollback.to)}.`;
  const traffic = `${formats.percent(rollout?.traffic ?? 0)} of the traffic is on ${inline(plan.version)}`;
  const held = rollout?.paused
    ? ', and it is paused'
    : rollout?.asked
      ? `, and ${person(plan.owner)} has to decide`
      : '';
  return `${terms.status[status]}: ${traffic}${held}.`;
}

export const eventsTelling: EventWords<TellingEvent['type']> = {
  LeadTimeReached: ({ leads: named }, release) =>
    `${goesOut(release)}. ${named.map(lead => leads[lead]).join(' ')}${release.plan.communication.trim() ? ` ${inline(release.plan.communication)}` : ''}`,
  StatusReported: (_, release) => standing(release),
  RetrospectiveDue: ({ dueAt }, { id, plan }) =>
    `The retrospective is due ${when(dueAt, formats)}. ${person(plan.owner)}, please talk with those who took part about what went well and what to change; ${code(`/release audit ${id}`)} tells the whole story.`,
};
