import { z } from 'zod';
import type { Reading } from './reading.ts';

/** A check that has to be green; `app` where only that GitHub App may say so. */
export interface RequiredCheck {
  name: string;
  app: number | null;
}

export interface ReleaseBranch {
  /** Whether what comes in has to go through a rule. */
  isProtected: boolean;
  required: RequiredCheck[];
}

/** Classic protection, as far as whoever may read the repository sees it. */
const Branch = z.object({
  protected: z.boolean(),
  protection: z
    .object({
      required_status_checks: z
        .object({
          contexts: z.array(z.string()).nullish(),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const Rules = z.array(
  z.object({
    type: z.string(),
    parameters: z
      .object({
        required_status_checks: z
          .array(z.object({ context: z.string(), integration_id: z.number().nullish() }))
          .nullish(),
      })
      .nullish(),
  }),
);

/** Rules that keep changes out; one against deleting the branch guards nothing that is on it. */
const GUARDING = ['pull_request', 'required_status_checks', 'update', 'merge_queue', 'workflows'];

/** What the branch itself asks, by classic protection and by rulesets, which live side by side. */
export async function readBranch(reading: Reading, branch: string): Promise<ReleaseBranch> {
  const [classic, rules] = await Promise.all([
    reading.get(Branch, '/branches/{branch}', { branch }, `the branch ${branch}`),
    reading.pages(Rules, '/rules/branches/{branch}', { branch }, `the rules of ${branch}`),
  ]);
  const { contexts, checks } = classic.protection?.required_status_checks ?? {};
  const named = new Map<string, RequiredCheck>();
  for (const name of contexts ?? []) named.set(name, { name, app: null });
  // -1 stands for every App.
  for (const { context, app_id } of checks ?? [])
    named.set(context, { name: context, app: app_id != null && app_id >= 0 ? app_id : null });
  for (const { parameters } of rules.flat())
    for (const { context, integration_id } of parameters?.required_status_checks ?? [])
      named.set(context, { name: context, app: integration_id ?? null });
  return {
    isProtected: classic.protected || rules.flat().some(({ type }) => GUARDING.includes(type)),
    required: [...named.values()],
  };
}
