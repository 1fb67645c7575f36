import {
  allGo,
  anAgreement,
  approved,
  deployedBy,
  done,
  found,
  REQUESTER,
  started,
} from '../../test/support/builders.ts';
import type { Step } from '../../test/support/given.ts';

const OWNER = 'U01ANAVEGA';
const CHANNELS = 25;

export const releaseId = (index: number): string =>
  `service-${index}-1.4.0-${String(index).padStart(6, '0')}`;

/** A release with traffic on its first phase, in a lane of its own and one of the channels. */
export function onTheirWay(index: number): Step[] {
  const agreement = anAgreement();
  const plan = {
    ...agreement.plan,
    service: `service-${index}`,
    channel: `C9${String(index % CHANNELS).padStart(8, '0')}`,
    owner: OWNER,
  };
  return [
    { type: 'PlanRelease', by: REQUESTER, agreement: { ...agreement, plan } },
    approved,
    allGo,
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
  ];
}

/** What goes on while nothing is wrong: paused and resumed in turn. */
export const news = (turn: number, of: number): Step =>
  Math.floor(turn / of) % 2 === 0
    ? { type: 'Pause', by: OWNER, reason: `looking at report ${turn}` }
    : { type: 'Resume', by: OWNER };

/** A trigger fires: it goes back by itself, and people are told before anything else. */
export const emergency: Step = found();
