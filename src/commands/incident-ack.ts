import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

/** Somebody has it: nobody else is told any more. */
export const incidentAck = ofRelease({
  button: 'incident-ack',
  says: '/release incident ack [release]',
  meaning: 'any',
  takesWords: false,
  perform: async ({ release, person, commandId }, desk) => {
    const groups = await groupsFor('incident', release, person, desk);
    const responder = { via: 'slack', person } as const;
    return told(
      await desk.engine.handle(
        release.id,
        { type: 'AcknowledgeIncident', responder, groups },
        { commandId, actor: person },
      ),
      desk.words.incidents.done.acknowledged,
    );
  },
});
