import { z } from 'zod';
import { Command, Variables } from './command.ts';
import { Duration } from './duration.ts';
import { GitHubActionsTarget, gitHubActionsWithoutAddresses } from './github-actions-target.ts';
import { HaproxyTarget, haproxyWithoutAddresses } from './haproxy-target.ts';
import { ArgoRolloutsTarget, clusterTargetWithoutAddresses, KubernetesTarget } from './kubernetes-target.ts';
import { Name, Some, Text, YesOrNo } from './names.ts';
import { Address, Secret } from './references.ts';

const HttpTarget = z.strictObject({
  kind: z.literal('http'),
  /** Where the endpoint of `docs/http-target.md` is. */
  url: Address,
  /** Sent with every request. */
  token: Secret.exactOptional(),
  /** Signs every request, and is never sent. One of the two is needed. */
  signingKey: Secret.exactOptional(),
  /** Whether it runs two versions side by side and divides traffic between them. */
  shift: YesOrNo.prefault(true),
  /** Smallest step of a traffic share, in percent. */
  granularityPercent: Some.max(100, 'a whole number from 1 to 100').prefault(1),
  /** The actions of your own that it carries out by name, such as `backup`. */
  actions: z.array(Name).prefault([]),
  /** How long one call may take. */
  callTimeout: Duration.prefault('5 s'),
});

const ShellTarget = z.strictObject({
  kind: z.literal('shell'),
  commands: z.strictObject({
    install: Command,
    /** Only where traffic can be divided. */
    shift: Command.exactOptional(),
    restore: Command,
    read: Command,
  }),
  /** Actions of your own by name: `backup: [./backup.sh]`. */
  actions: z.record(Name, Command).prefault({}),
  /** Environment variables of the commands; nothing else is handed down. */
  variables: Variables,
  /** Where the commands run. */
  cwd: Text.exactOptional(),
  granularityPercent: Some.max(100, 'a whole number from 1 to 100').prefault(1),
});

const HttpTargetInMs = HttpTarget.refine(
  ({ token, signingKey }) => token !== undefined || signingKey !== undefined,
  'a `token`, a `signingKey` or both',
).transform(({ callTimeout, ...rest }) => ({
  ...rest,
  callTimeoutMs: callTimeout,
}));

/** What carries a release out in one environment. */
export const Target = z.discriminatedUnion('kind', [
  HttpTargetInMs,
  ShellTarget,
  HaproxyTarget,
  GitHubActionsTarget,
  KubernetesTarget,
  ArgoRolloutsTarget,
]);
export type Target = z.output<typeof Target>;

/** Carries out actions only, for a target that has none or not all of them. */
export const ActionsTarget = z.discriminatedUnion('kind', [
  HttpTargetInMs,
  ShellTarget.pick({ kind: true, actions: true, variables: true, cwd: true }),
  GitHubActionsTarget,
]);
export type ActionsTarget = z.output<typeof ActionsTarget>;

/** What of a target is agreed on: how it works, not where it is nor how one gets in. */
export function withoutAddresses(target: Target | ActionsTarget) {
  if (target.kind === 'http') {
    const { url: _, token: __, signingKey: ___, callTimeoutMs: ____, ...rest } = target;
    return rest;
  }
  if (target.kind === 'haproxy') return haproxyWithoutAddresses(target);
  if (target.kind === 'github-actions') return gitHubActionsWithoutAddresses(target);
  if (target.kind === 'kubernetes' || target.kind === 'argo-rollouts') {
    return clusterTargetWithoutAddresses(target);
  }
  const { variables: _, cwd: __, ...rest } = target;
  return rest;
}
