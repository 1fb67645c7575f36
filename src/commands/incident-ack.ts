import { ofRelease, told } from './deed.ts';

/** Somebody has it: nobody else is told any more. */
export const incidentAck = ofRelease({
  button: 'incident-ack',
  says: '/release incident ack [release]',
  meaning: 'any',
  takesWords: false,
  perform: async ({ release, person, commandId }, { engine, words }) =>
    told(
      await engine.handle(
        release.id,
        { type: 'AcknowledgeIncident', responder: { via: 'slack', person } },
        { commandId, actor: person },
      ),
      words.incidents.done.acknowledged,
    ),
});
