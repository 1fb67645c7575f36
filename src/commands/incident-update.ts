import { parseDuration } from '../policy/duration.ts';
import { updateModal } from '../views/incident-modals.ts';
import { told } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';
import { withReason } from './reason-modal.ts';

/** How it stands, and when people hear more. */
export const incidentUpdate = withReason({
  button: 'incident-update',
  says: '/release incident update [release] <how it stands> [--next <time>]',
  flags: { next: 'value' },
  meaning: 'any',
  deed: 'incident update',
  modal: updateModal,
  carryOut: async ({ release, person: by, commandId, reason: text, flags }, { engine, words }) => {
    const nextInMs = lengthOf(flags?.get('next'));
    return told(
      await engine.handle(
        release.id,
        { type: 'UpdateIncident', by, text, nextInMs },
        { commandId, actor: by },
      ),
      words.incidents.done.updated,
    );
  },
});

function lengthOf(flag: string | true | undefined): number | null {
  if (flag === undefined) return null;
  const ms = typeof flag === 'string' ? parseDuration(flag) : null;
  if (!ms) throw misunderstood('duration-unclear', { found: String(flag) });
  return ms;
}
