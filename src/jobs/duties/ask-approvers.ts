import type { Release } from '../../release/state.ts';
import type { GroupName, PersonId } from '../../release/terms.ts';
import { sayOf } from '../../release/voices.ts';
import type { Duty, Hand } from '../duty.ts';

/** Approvals are wanted: whoever could give one now is asked. */
export const askApprovers: Duty = async ({ releaseId }, hand) => {
  const release = await hand.engine.load(releaseId);
  if (release) await hand.tell({ type: 'AskApprovers', members: await membersOfSay(release, hand) });
  return undefined;
};

/** Half of the time is over: whoever could still approve and has not is reminded, once. */
export const remindApprovers: Duty = async ({ releaseId }, hand) => {
  const release = await hand.engine.load(releaseId);
  if (release) await hand.tell({ type: 'RemindApprovers', members: await membersOfSay(release, hand) });
  return undefined;
};

/** Read now: a group that cannot be read is asked about again later, so that nobody is left out on a guess. */
async function membersOfSay({ terms }: Release, hand: Hand): Promise<Record<GroupName, PersonId[]>> {
  const groups = terms.approvals ? sayOf(terms.approvals) : [];
  const members = await Promise.all(groups.map(async group => [group, await hand.membersOf(group)] as const));
  return Object.fromEntries(members);
}

/** Somebody had put the reminder off until now. */
export const remindAgain: Duty = async ({ task }, { tell }) => {
  await tell({ type: 'RemindAgain', person: task.slice(task.indexOf('/') + 1) });
  return undefined;
};

/** Nine tenths of the time are over: the owner is told who is missing. */
export const warnOwner: Duty = async (_task, { tell }) => {
  await tell({ type: 'WarnOwner' });
  return undefined;
};

/** The time to approve is over. */
export const expireApprovals: Duty = async (_task, { tell }) => {
  await tell({ type: 'ExpireApprovals' });
  return undefined;
};
