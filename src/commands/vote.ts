import type { Outcome } from '../engine/engine.ts';
import type { Desk } from './desk.ts';
import type { Reasoned } from './reason-modal.ts';

/** Speaks for every polled role the person holds at this moment. */
export async function vote(
  answer: 'go' | 'no-go',
  { release, person: by, commandId, reason }: Reasoned,
  { engine, people }: Desk,
): Promise<Outcome> {
  const roles = await people.rolesOf(by, { fresh: true });
  const { id, digest } = release;
  return engine.handle(
    id,
    { type: 'CastVote', by, roles, vote: answer, reason, digest },
    { commandId, actor: by },
  );
}
