import type { Engine } from '../engine/engine.ts';
import { freezesOf, isFromPolicy } from '../policy/freezes.ts';
import type { Policy } from '../policy/policy.ts';
import type { OrganisationCommand } from '../release/organisation.ts';
import { TMINUS } from '../release/terms.ts';

/**
 * Brings the freezes of the policy into force and lifts those it no longer names. The command ids name what
 * they rest on: several processes do it once, and a policy that comes back later does it again.
 */
export async function applyFreezes(engine: Engine, policy: Policy): Promise<void> {
  const wanted = freezesOf(policy);
  let present = await engine.organisation();
  const carryOut = async (command: OrganisationCommand, what: string) => {
    const commandId = `policy/${present.streamVersion}/${what}`;
    const outcome = await engine.handleOrganisation(command, { commandId, actor: TMINUS });
    if (outcome.is === 'done') present = outcome.organisation;
  };
  for (const freeze of wanted) {
    if (present.freezes.some(({ id }) => id === freeze.id)) continue;
    await carryOut({ type: 'SetFreeze', ...freeze }, `set/${freeze.id}`);
  }
  for (const { id } of present.freezes) {
    if (!isFromPolicy({ id }) || wanted.some(freeze => freeze.id === id)) continue;
    await carryOut({ type: 'LiftFreeze', id, by: TMINUS }, `lift/${id}`);
  }
}
