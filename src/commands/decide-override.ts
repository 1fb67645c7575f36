import { told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer } from './intent.ts';
import { groupsAmong } from './permitted-groups.ts';
import type { Reasoned } from './reason-modal.ts';

/** Answers the request for an override, with the person's groups as they are now. */
export async function decideOverride(
  grants: boolean,
  { release, person: by, commandId, reason }: Reasoned,
  desk: Desk,
): Promise<Answer> {
  const { id, digest, terms } = release;
  const groups = await groupsAmong(terms.override?.by ?? [], by, desk);
  const command = { type: 'DecideOverride', by, groups, grants, reason, digest } as const;
  const outcome = await desk.engine.handle(id, command, { commandId, actor: by });
  return told(outcome, desk.words.done.override);
}
