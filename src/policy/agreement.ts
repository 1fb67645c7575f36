import type { Agreement, Plan } from '../release/plan.ts';
import { type Refusal, refuse } from '../release/refusals.ts';
import type { Runbook } from '../release/runbook.ts';
import type { Capabilities } from './capabilities.ts';
import { type Chosen, compileRunbook, refuseStrategy } from './compile-runbook.ts';
import { canonicalJson, type Policy, sha256 } from './policy.ts';
import { servedIn } from './resolve.ts';
import { termsFor } from './terms-for.ts';

/** A plan as somebody wants it; without a strategy the environment's own is taken. */
export interface PlanRequest extends Plan {
  strategy?: string | null | undefined;
}

/** Compiles what people will approve: the plan, the terms of the policy, the runbook and their digest. */
export function agree(policy: Policy, request: PlanRequest, can: Capabilities): Agreement | Refusal {
  const { strategy: wanted, ...plan } = request;
  const place = servedIn(policy, plan.service, plan.environment);
  if ('refusal' in place) return place;
  const chosen = chooseStrategy(policy, wanted || place.served.strategy);
  if ('refusal' in chosen) return chosen;
  const refusal = refuseStrategy(chosen, can);
  if (refusal) return refusal;
  const terms = termsFor(policy, plan, chosen.strategy);
  const runbook = compileRunbook(plan, chosen, can, { ...place, steps: policy.release.steps });
  return { plan, terms, runbook, digest: digestOf({ plan, terms, runbook }) };
}

function chooseStrategy({ release }: Policy, name: string): Chosen | Refusal {
  const strategy = Object.hasOwn(release.strategies, name) ? release.strategies[name] : undefined;
  if (strategy) return { name, strategy };
  return refuse('strategy-unknown', { found: name, known: Object.keys(release.strategies) });
}

/** What a digest is made of; a release has all of it. */
export interface Digested {
  plan: Plan;
  terms: { policyDigest: string };
  runbook: Runbook;
}

/**
 * SHA-256 (hex) over exactly what is asked of approvers: what goes out and how, and what they read about it.
 * With another commit or another goal it is another digest; what runs there meanwhile is none of it, nor when it starts.
 */
export function digestOf({ plan, terms, runbook }: Digested): string {
  const { running: _, channel: __, startAt: ___, ...asked } = plan;
  const { policyDigest } = terms;
  return sha256(canonicalJson({ plan: asked, strategy: runbook.strategy, runbook, policyDigest }));
}
