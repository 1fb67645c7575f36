import type { Engine } from '../engine/engine.ts';
import { freezesOf, isFromPolicy } from '../policy/freezes.ts';
import type { Policy } from '../policy/policy.ts';
import { TMINUS } from '../release/terms.ts';

/** Brings the freezes of the policy into force and lifts those it no longer names. */
export async function applyFreezes(engine: Engine, policy: Policy): Promise<void> {
  const wanted = freezesOf(policy);
  const { freezes } = await engine.organisation();
  for (const freeze of wanted) {
    if (freezes.some(({ id }) => id === freeze.id)) continue;
    const commandId = `policy/${policy.digest}/set/${freeze.id}`;
    await engine.handleOrganisation({ type: 'SetFreeze', ...freeze }, { commandId, actor: TMINUS });
  }
  for (const { id } of freezes) {
    if (!isFromPolicy({ id }) || wanted.some(freeze => freeze.id === id)) continue;
    const commandId = `policy/${policy.digest}/lift/${id}`;
    await engine.handleOrganisation({ type: 'LiftFreeze', id, by: TMINUS }, { commandId, actor: TMINUS });
  }
}
