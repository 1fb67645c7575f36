import { z } from 'zod';
import type { LaneName } from '../engine/engine.ts';
import { parseDuration } from '../policy/duration.ts';
import { refuse } from '../release/refusals.ts';
import { ENVIRONMENTS, type Instant } from '../release/terms.ts';
import { lockModal, readLockForm } from '../views/lock-modal.ts';
import { REASON_BLOCK } from '../views/reason-modals.ts';
import { refusalMessage, sentence } from '../views/refusal.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { openModal } from './modals.ts';
import { momentMeant } from './moment-meant.ts';
import { refuseThere } from './permitted-groups.ts';
import { placeMeant } from './place-meant.ts';

const says = '/release lock [service] [environment] <reason> [--for <time>] [--until <when>]';

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
  flags: { for: 'value', until: 'value' },
  perform: async (asked, desk) => {
    const { place, said: reason } = await placeMeant(asked, says, desk);
    const until = await endOf(asked, desk);
    if (reason || !asked.triggerId || until !== null) return put(place, { ...asked, reason, until }, desk);
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
    const until = forMs === null ? null : desk.now() + forMs;
    const work = () => put({ service, environment }, { person, channel: c, commandId, reason, until }, desk);
    return { work, answerIn: { channel: c, threadTs: t } };
  },
};

/** When it ends by itself; null: when somebody unlocks. */
async function endOf({ flags, person }: Asked, desk: Desk): Promise<Instant | null> {
  const [length, moment] = [flags.get('for'), flags.get('until')];
  if (typeof length === 'string' && typeof moment === 'string') {
    throw misunderstood('argument-extra', { found: `--until ${moment}`, says });
  }
  if (typeof moment === 'string') return (await momentMeant(moment, person, desk)).at;
  if (typeof length !== 'string') return null;
  const ms = parseDuration(length);
  if (!ms) throw misunderstood('duration-unclear', { found: length });
  return desk.now() + ms;
}

async function put(
  place: LaneName,
  asked: Pick<Asked, 'person' | 'channel' | 'commandId'> & { reason: string; until: Instant | null },
  desk: Desk,
): Promise<Answer> {
  const { person: by, channel, commandId, reason, until } = asked;
  const refusal = await refuseThere('lock', place.environment, by, desk);
  if (refusal) return refusal;
  const outcome = await desk.engine.handleLane(
    place,
    { type: 'Lock', by, reason, until },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  return { ...sentence(desk.speech.inChannel(channel).done.locked(place, by, reason, until)), forAll: true };
}
