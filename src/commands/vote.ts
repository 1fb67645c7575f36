import type { Outcome } from '../engine/engine.ts';
import type { Desk } from './desk.ts';
import { groupsFor } from './permitted-groups.ts';
import type { Reasoned } from './reason-modal.ts';
import { rolesHeld } from './roles-held.ts';

/** Speaks for every polled role the person holds at this moment. */
export async function vote(
  answer: 'go' | 'no-go',
  { release, person: by, commandId, reason }: Reasoned,
  desk: Desk,
): Promise<Outcome> {
  const [roles, groups] = await Promise.all([
    rolesHeld(by, release.terms.poll?.roles ?? [], desk),
    groupsFor('vote', release, by, desk),
  ]);
  const { id, digest } = release;
  return desk.engine.handle(
    id,
    { type: 'CastVote', by, groups, roles, vote: answer, reason, digest },
    { commandId, actor: by },
  );
}
