import {
  anAgreement,
  approvedBy,
  deployedBy,
  done,
  found,
  REQUESTER,
  started,
  voted,
} from '../../test/support/builders.ts';
import { rolledBack } from '../../test/support/builders-rollback.ts';
import type { Step } from '../../test/support/given.ts';

const OWNERS = ['U01ANAVEGA', 'U02BENOKAF', 'U03CHLOELI', 'U06FARAHNA', 'U08HANAMOR'] as const;
const CHANNELS = 25;
/** So many have a war room of their own; the others are followed in their channel. */
const ROOMS = 20;
/** Longer than is measured. */
const ARCHIVE_AFTER_MS = 3_600_000;

/** A place for one live release after the other, in a lane of its own. */
export interface Slot {
  index: number;
  /** How many releases there were before this one. */
  turn: number;
  /** How far it has come. */
  step: number;
  /** A trigger has fired; what comes next is its way back. */
  goesBack: boolean;
}

const ownerOf = ({ index }: Slot): string => OWNERS[index % OWNERS.length] ?? OWNERS[0];

export const releaseId = ({ index, turn }: Slot): string =>
  `service-${index}-1.${turn + 4}.0-${String(index).padStart(6, '0')}`;

export const channelId = (index: number): string => `C9${String(index % CHANNELS).padStart(8, '0')}`;

function plan(slot: Slot): Step {
  const { index, turn } = slot;
  const { terms, ...agreement } = anAgreement();
  return {
    type: 'PlanRelease',
    by: REQUESTER,
    agreement: {
      ...agreement,
      terms: {
        ...terms,
        room:
          index < ROOMS
            ? { is: 'own', private: false, invite: [], links: [], archiveAfterMs: ARCHIVE_AFTER_MS }
            : { is: 'release-channel' },
      },
      plan: {
        ...agreement.plan,
        // A lane is locked after a rollback; nobody here unlocks one.
        service: `service-${index}-${turn}`,
        version: `1.${turn + 4}.0`,
        channel: channelId(index),
        owner: ownerOf(slot),
      },
    },
  };
}

const VOTES = ['quin/qa', 'pia/product', 'dora/development', 'opal/operations'].map((voice): Step => {
  const [by = '', role = ''] = voice.split('/');
  return voted('go', by, role);
});

/** What is told of one release: approvals, the Go/No-Go, its phases, its end. */
function lifeOf(slot: Slot): Step[] {
  const owner = ownerOf(slot);
  const promote: Step = { type: 'Promote', by: owner };
  return [
    plan(slot),
    ...['tess', 'sam', 'cleo'].map(by => approvedBy(by)),
    ...VOTES,
    deployedBy(owner),
    [started(), done('check')],
    done('install'),
    ...[5, 25, 50].flatMap(share => [done(`traffic-${share}`), promote]),
    done('traffic-100'),
    done('verify'),
  ];
}

const LENGTH = lifeOf({ index: 0, turn: 0, step: 0, goesBack: false }).length;
const FIRST_TRAFFIC = 12;
const LAST_TRAFFIC = 17;

/** Whether both versions have traffic, so that samples are taken and a trigger can fire. */
export const hasTraffic = ({ step, goesBack }: Slot): boolean =>
  !goesBack && step > FIRST_TRAFFIC - 1 && step <= LAST_TRAFFIC;

/** Puts the next release in its place. */
function follow(slot: Slot): void {
  slot.turn += 1;
  slot.step = 0;
}

/** What happens next in this place; after the end of one release the next is planned. */
export function next(slot: Slot): Step {
  if (slot.goesBack) {
    slot.goesBack = false;
    slot.step = LENGTH;
    return rolledBack;
  }
  if (slot.step >= LENGTH) follow(slot);
  const step = lifeOf(slot)[slot.step] ?? [];
  slot.step += 1;
  return step;
}

/** They are not all in the same phase: this one has come so far when the measuring begins. */
export const headStart = (index: number): number => 1 + ((index * 5) % (LENGTH - 1));

/** A trigger fires: it goes back by itself, and people are told before anything else. */
export const emergency: Step = found();
