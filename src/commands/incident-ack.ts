import type { ReleaseEvent } from '../release/state.ts';
import { ofRelease, told } from './deed.ts';
import { groupsAtOnce } from './permitted-groups.ts';

/** Somebody has it: nobody else is told any more. It waits for nothing: who is woken by an incident must be able to say so. */
export const incidentAck = ofRelease({
  button: 'incident-ack',
  says: '/release incident ack [release]',
  meaning: 'any',
  takesWords: false,
  perform: async ({ release, person, commandId }, desk) => {
    const groups = await groupsAtOnce('incident', release, person, desk);
    const responder = { via: 'slack', person } as const;
    return told(
      await desk.engine.handle(
        release.id,
        { type: 'AcknowledgeIncident', responder, groups },
        { commandId, actor: person },
      ),
      (after, events) => desk.words.incidents.done.acknowledged(after, events.some(isUnsure)),
    );
  },
});

const isUnsure = (event: ReleaseEvent) => event.type === 'IncidentAcknowledged' && event.unchecked === true;
