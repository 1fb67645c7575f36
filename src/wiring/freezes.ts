import type { Engine } from '../engine/engine.ts';
import { freezesOf, isFromPolicy } from '../policy/freezes.ts';
import type { Policy } from '../policy/policy.ts';
import { TMINUS } from '../release/terms.ts';

/**
 * Brings the freezes of the policy into force and lifts those it no longer names. The command ids name what
 * they rest on: several processes do it once, and a policy that comes back later does it again.
 */
export async function applyFreezes(engine: Engine, policy: Policy): Promise<void> {
  const wanted = freezesOf(policy);
  let present = await engine.organisation();
  const carrying = (what: string) => ({
    commandId: `policy/${present.streamVersion}/${what}`,
    actor: TMINUS,
  });
  for (const freeze of wanted) {
    if (present.freezes.some(({ id }) => id === freeze.id)) continue;
    present = await engine.handleOrganisation({ type: 'SetFreeze', ...freeze }, carrying(`set/${freeze.id}`));
  }
  for (const { id } of present.freezes) {
    if (!isFromPolicy({ id }) || wanted.some(freeze => freeze.id === id)) continue;
    present = await engine.handleOrganisation({ type: 'LiftFreeze', id, by: TMINUS }, carrying(`lift/${id}`));
  }
}
