import type { KnownBlock } from '@slack/types';
import { openIncident } from '../release/incidents.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import { reportAt } from '../release/telling.ts';
import type { Words } from '../words/words.ts';
import { context } from './blocks.ts';

/** What went wrong and is not over: everybody has to know who leads and when they hear more (R-ROOM-2). */
export const asksForLead = (event: ReleaseEvent): boolean =>
  event.type === 'TriggerFired'
    ? event.finding.action !== 'notify'
    : ['RollbackStarted', 'RollbackTroubled', 'ReleaseFailed', 'StepUnclear'].includes(event.type);

/** Who leads, and when there is more to read. */
export function chargePart(release: Release, { incidents }: Words): KnownBlock[] {
  const incident = openIncident(release);
  const nextAt = incident?.nextUpdateAt ?? reportAt(release);
  const says = [
    incident?.commander ? incidents.commander(incident.commander) : incidents.noCommander(release.plan.owner),
    nextAt === null ? incidents.nextOnceItMoves : incidents.nextUpdate(nextAt),
  ];
  return [context(says.join(' '))];
}
