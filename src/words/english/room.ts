import type { PersonId } from '../../release/terms.ts';
import { code, inline, people, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** Why the chat let us make no channel, by its code. */
const refusals: Record<string, string> = {
  missing_scope: 'the app may not make channels in this workspace; an administrator can give it that scope',
  restricted_action: 'the workspace lets only some people make channels',
  no_permission: 'the workspace does not let the app make channels',
  name_taken: 'every name that was tried is taken',
  too_many_convos_for_team: 'the workspace has as many channels as it may have',
};

const channel = (id: string) => (/^[CG][A-Z0-9]{2,}$/.test(id) ? `<#${id}>` : inline(id));

/** The war room, its head and its status board. */
export const room = {
  purpose: (title: string) => `War room of ${title}. tminus tells everything about it here`,
  topic: (title: string, standing: string) => `${title} · ${standing}`,
  changes: 'What changes',

  open: (id: string) => `War room: ${channel(id)}`,
  refused: (why: string) =>
    `No war room of its own: ${refusals[why] ?? `Slack says ${code(why)}`}. Everything is told here and in this thread.`,
  lost: 'The war room cannot be reached any more. Everything is told here and in this thread.',
  archived: (id: string | null) => (id ? `The war room ${channel(id)} is archived.` : 'It has no war room.'),
  /** Told to the owner. */
  channelLost: (id: string, title: string) =>
    `tminus cannot write in ${channel(id)} any more, where ${title} is told. Invite it there again: ${code('/invite @tminus')}. Until then what is told there comes to you, or to the thread of the card.`,
  instead: (id: string) => `It comes to you because tminus cannot write in ${channel(id)}.`,

  labels: {
    clock: 'T-clock',
    traffic: 'Traffic',
    errors: 'Error rate',
    p95: 'P95',
    approvals: 'Approvals',
    poll: 'Go/No-Go',
    lock: 'Lock',
    milestone: 'Next milestone',
    inCharge: 'In charge',
    next: 'Next update',
    plan: 'Runbook',
  },
  notStarted: (plannedFor: string | null) =>
    plannedFor ? `not started; planned for ${formats.day(plannedFor)}` : 'not started',
  until: (at: string) => `T− until ${at}`,
  since: (at: string) => `T+ since ${at}`,
  took: (ms: number) => `over after ${formats.duration(ms)}`,
  beside: (value: string, baseline: string | null, version: string | null) =>
    baseline === null ? value : `${value}\n${version ? inline(version) : 'before'}: ${baseline}`,
  notMeasured: 'not measured yet',
  cannotMeasure: 'cannot be measured',
  figuresOf: (at: string, requests: number, overMs: number) =>
    `Figures of ${at}: ${formats.count(requests, { one: 'request', other: 'requests' })} in ${formats.duration(overMs)}.`,
  approvedBy: (given: number, of: number) => `${formats.number(given)} of ${formats.number(of)}`,
  nobodyNeeded: 'none needed',
  votes: (go: number, of: number, noGo: number) =>
    noGo > 0
      ? `${formats.number(noGo)} NO-GO, ${formats.number(go)} of ${formats.number(of)} GO`
      : `${formats.number(go)} of ${formats.number(of)} GO`,
  noPoll: 'none',
  locked: (by: PersonId, reason: string) => `by ${person(by)}: ${inline(reason, 120)}`,
  noLock: 'none',
  milestone: (name: string, day: string) => `${name}: ${formats.day(day)}`,
  uninvited: (who: readonly PersonId[]) => `Could not be invited: ${formats.and(people(who))}.`,
  withEverybody: (id: string) => `The card for everybody is in ${channel(id)}.`,
};
