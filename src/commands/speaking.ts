import type { GroupName, PersonId } from '../release/terms.ts';
import { lendersTo, type Speaking } from '../release/voices.ts';
import type { Desk } from './desk.ts';

/**
 * Somebody's own groups and those of everybody who lent them their voice, read now.
 * @throws PeopleUnknown
 */
export async function speakingOf(
  by: PersonId,
  { engine, people, now }: Pick<Desk, 'engine' | 'people' | 'now'>,
  among?: readonly GroupName[],
): Promise<Speaking> {
  const asked = { fresh: true, ...(among && { among }) };
  const own = people.groupsOf(by, asked);
  const lenders = lendersTo(by, await engine.organisation(), now());
  const theirs = await Promise.all(lenders.map(async of => [of, await people.groupsOf(of, asked)] as const));
  const groups = await own;
  return { by, groups, ...(theirs.length > 0 && { lenders: Object.fromEntries(theirs) }) };
}
