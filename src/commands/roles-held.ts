import type { PersonId, RoleName } from '../release/terms.ts';
import type { Desk } from './desk.ts';

/**
 * The roles a person speaks for, to vote, to tick or to accept. Membership that was read a moment ago will do: only of approvals
 * the policy promises that it is read when the button is pressed. Nobody is turned away on it, though. @throws PeopleUnknown
 */
export async function rolesHeld(
  person: PersonId,
  wanted: readonly RoleName[],
  { people }: Pick<Desk, 'people'>,
): Promise<RoleName[]> {
  const lately = await people.rolesOf(person, { fresh: 'lately' });
  return lately.some(role => wanted.includes(role)) ? lately : people.rolesOf(person, { fresh: true });
}
