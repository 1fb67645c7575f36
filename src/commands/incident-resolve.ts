import { resolveModal } from '../views/incident-modals.ts';
import { told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** It is over, and what it was stays on record. */
export const incidentResolve = withReason({
  button: 'incident-resolve',
  says: '/release incident resolve [release] <what it was>',
  meaning: 'any',
  deed: 'incident resolve',
  modal: resolveModal,
  carryOut: async ({ release, person, commandId, reason: note }, desk) => {
    const groups = await groupsFor('incident', release, person, desk);
    const responder = { via: 'slack', person } as const;
    return told(
      await desk.engine.handle(
        release.id,
        { type: 'ResolveIncident', responder, groups, note },
        { commandId, actor: person },
      ),
      desk.words.incidents.done.resolved,
    );
  },
});
