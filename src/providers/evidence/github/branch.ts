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
  const named = [
    ...(contexts ?? []).map(name => ({ name, app: null })),
    // -1 stands for every App.
    ...(checks ?? []).map(({ context: name, app_id: app }) => ({
      name,
      app: app != null && app >= 0 ? app : null,
    })),
    ...rules
      .flat()
      .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
      .map(({ context: name, integration_id }) => ({ name, app: integration_id ?? null })),
  ];
  return {
    isProtected: classic.protected || rules.flat().some(({ type }) => GUARDING.includes(type)),
    required: strictest(named),
  };
}

/** Each once; what one rule takes from any App and another from one App alone has to come from that. */
const strictest = (named: readonly RequiredCheck[]): RequiredCheck[] =>
  named.filter(
    ({ name, app }, at) =>
      named.findIndex(other => other.name === name && other.app === app) === at &&
      !(app === null && named.some(other => other.name === name && other.app !== null)),
  );
