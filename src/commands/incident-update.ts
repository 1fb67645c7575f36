import { parseDuration } from '../policy/duration.ts';
import { updateModal } from '../views/incident-modals.ts';
import { told } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';
import { groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** How it stands, and when people hear more. */
export const incidentUpdate = withReason({
  button: 'incident-update',
  says: '/release incident update [release] <how it stands> [--next <time>]',
  flags: { next: 'value' },
  meaning: 'any',
  deed: 'incident update',
  modal: updateModal,
  carryOut: async ({ release, person: by, commandId, reason: text, flags }, desk) => {
    const nextInMs = lengthOf(flags?.get('next'));
    const groups = await groupsFor('incident', release, by, desk);
    const command = { type: 'UpdateIncident', by, groups, text, nextInMs } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.incidents.done.updated,
    );
  },
});

function lengthOf(flag: string | true | undefined): number | null {
  if (flag === undefined) return null;
  const ms = typeof flag === 'string' ? parseDuration(flag) : null;
  if (!ms) throw misunderstood('duration-unclear', { found: String(flag) });
  return ms;
}
