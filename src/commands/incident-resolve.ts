import { resolveModal } from '../views/incident-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';

/** It is over, and what it was stays on record. */
export const incidentResolve = withReason({
  button: 'incident-resolve',
  says: '/release incident resolve [release] <what it was>',
  meaning: 'any',
  deed: 'incident resolve',
  modal: resolveModal,
  carryOut: async ({ release, person, commandId, reason: note }, { engine, words }) =>
    told(
      await engine.handle(
        release.id,
        { type: 'ResolveIncident', responder: { via: 'slack', person }, note },
        { commandId, actor: person },
      ),
      words.incidents.done.resolved,
    ),
});
