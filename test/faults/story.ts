import { people } from '../../sandbox/workspace/cast.ts';
import { hasEnded } from '../../src/release/ending.ts';
import type { Release } from '../../src/release/state.ts';
import { done, found, started } from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import type { Step } from '../support/given.ts';
import type { Wish } from './people.ts';

/** What a person wants, what a worker reports, or traffic that is measured. */
export type Act = { wish: Wish } | { work: Step } | { measured: number };

const approves = (by: string): Act => ({
  wish: {
    by,
    says: '/release approve',
    button: 'approve',
    fillsIn: {},
    isSo: ({ approvals }) => approvals.given.some(given => given.by === ID_OF[by]),
  },
});

const says = (by: string): Act => ({
  wish: {
    by,
    says: '/release go',
    button: 'go',
    isSo: ({ poll }) => poll?.votes.some(vote => vote.by === ID_OF[by]) ?? false,
  },
});

const ID_OF = Object.fromEntries(people.map(({ handle, id }) => [handle, id]));

const wantedByAna = (says: string, isSo: (release: Release) => boolean, button?: string): Act => ({
  wish: { by: 'ana', says, ...(button ? { button } : {}), isSo },
});

const groups = {
  U03CHLOELI: ['product_owners'],
  U05ELIFKAY: ['security_team'],
  U08HANAMOR: ['cto'],
};

const OUT: readonly Act[] = [
  {
    wish: {
      by: 'ana',
      says: '/release start v1.4.0 minor prod',
      fillsIn: { goal: 'Pay with one click' },
      isSo: () => true,
    },
  },
  approves('chloe'),
  approves('elif'),
  approves('hana'),
  says('julia'),
  says('kofi'),
  says('dmitri'),
  says('george'),
  wantedByAna('/release deploy', ({ status }) => status !== 'ready', 'deploy'),
  { work: started({ groups }) },
  { work: done('check') },
  { work: done('install', 'traffic-5') },
  wantedByAna('/release pause looking at a report', isPaused),
  wantedByAna('/release resume', release => !isPaused(release)),
  { measured: 6 },
];

function isPaused({ rollout }: Release): boolean {
  return rollout?.paused != null;
}

/** The war room of an open incident stays open. */
const resolved: Step = {
  type: 'ResolveIncident',
  responder: { via: 'slack', person: 'U07GEORGEM' },
  note: 'the version before runs again',
};

/** A release from its plan to its rollback, and the incident that opened; a fault may strike at any of these points. */
export const BY_ITSELF: readonly Act[] = [
  ...OUT,
  { work: found() },
  { work: rolledBack },
  { work: resolved },
];
/** The same, taken back by somebody on call. */
export const BY_HAND: readonly Act[] = [
  ...OUT,
  {
    wish: {
      by: 'george',
      says: '/rollback now',
      isSo: ({ status, rollback }) => rollback !== null || hasEnded(status),
    },
  },
  { work: rolledBack },
];
