import type { Duty } from '../duty.ts';

/** Something the release waited for has changed: look whether something follows by rule. */
export const settle: Duty = async ({ releaseId }, { engine, db }) => {
  const lookAgainAt = await engine.settle(releaseId);
  return lookAgainAt === null ? undefined : { againInMs: Math.max(0, lookAgainAt - (await db.now())) };
};
