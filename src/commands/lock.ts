import { z } from 'zod';
import type { LaneName } from '../engine/engine.ts';
import { parseDuration } from '../policy/duration.ts';
import { refuse } from '../release/refusals.ts';
import { ENVIRONMENTS } from '../release/terms.ts';
import { lockModal, readLockForm } from '../views/lock-modal.ts';
import { REASON_BLOCK } from '../views/reason-modals.ts';
import { refusalMessage, sentence } from '../views/refusal.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { openModal } from './modals.ts';
import { placeMeant } from './place-meant.ts';

const says = '/release lock [service] [environment] <reason> [--for <time>]';

const LockMetadata = z.object({
  service: z.string(),
  environment: z.enum(ENVIRONMENTS),
  c: z.string().nullish(),
  t: z.string().nullish(),
});

/** Nothing may start there until the time is over or somebody unlocks; a rollback always may. */
export const lock: Intent = {
  button: 'lock',
  says,
  flags: { for: 'value' },
  perform: async (asked, desk) => {
    const { place, said: reason } = await placeMeant(asked, says, desk);
    const forMs = lengthOf(asked.flags.get('for'));
    if (reason || !asked.triggerId) return put(place, { ...asked, reason, forMs }, desk);
    const { channel: c, threadTs: t } = asked;
    const view = lockModal(place, desk.words);
    await openModal(asked.triggerId, { ...view, private_metadata: JSON.stringify({ ...place, c, t }) }, desk);
    return null;
  },
  submitted: ({ values, metadata, person, commandId }, desk) => {
    const { reason, forMs } = readLockForm(values);
    if (!reason.trim()) {
      const missing = refusalMessage(refuse('reason-missing', { deed: 'lock' }), desk.words);
      return { errors: { [REASON_BLOCK]: missing.text } };
    }
    const { service, environment, c = null, t = null } = LockMetadata.parse(JSON.parse(metadata));
    const work = () => put({ service, environment }, { person, commandId, reason, forMs }, desk);
    return { work, answerIn: { channel: c, threadTs: t } };
  },
};

function lengthOf(flag: string | true | undefined): number | null {
  if (typeof flag !== 'string') return null;
  const ms = parseDuration(flag);
  if (!ms) throw misunderstood('duration-unclear', { found: flag });
  return ms;
}

async function put(
  place: LaneName,
  asked: Pick<Asked, 'person' | 'commandId'> & { reason: string; forMs: number | null },
  desk: Desk,
): Promise<Answer> {
  const { person: by, commandId, reason, forMs } = asked;
  const until = forMs === null ? null : desk.now() + forMs;
  const outcome = await desk.engine.handleLane(
    place,
    { type: 'Lock', by, reason, until },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  return { ...sentence(desk.words.done.locked(place, by, reason, until)), forAll: true };
}
