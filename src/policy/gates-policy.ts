import { z } from 'zod';
import { GATES, type GateName, HYGIENE_GATES, MEASURABLE_GATES } from '../release/gate-evidence.ts';
import type { Environment } from '../release/terms.ts';
import { CheckoutEvidence, gateOfCommand } from './checkout-evidence.ts';
import { Duration } from './duration.ts';
import { ServiceName, Text } from './names.ts';

const GateList = z.array(z.enum(GATES));

/** An environment that is left out requires none. */
const Required = z.strictObject({
  development: GateList.exactOptional(),
  testing: GateList.exactOptional(),
  staging: GateList.exactOptional(),
  production: GateList.exactOptional(),
});

/** Gates that checks with a name may speak for: each check passed or did not. */
export const CHECKABLE = [
  'tests',
  'lint',
  'types',
  'schema',
  'examples',
  'docs',
  'compatibility',
  'environment',
] as const satisfies readonly GateName[];

/** What GitHub tells of every repository: its alerts, and the history of the code. */
const TOLD_BY_GITHUB = [
  'vulnerabilities',
  'secrets',
  'static-analysis',
  ...HYGIENE_GATES,
] as const satisfies readonly GateName[];

const GitHubEvidence = z.strictObject({
  /** What is released has to be on it. */
  releaseBranch: Text.prefault('main'),
  /** Checks and statuses that have to be green besides those the branch itself requires. */
  requiredChecks: z.array(Text).prefault([]),
  /** Checks and statuses that speak for a gate: `lint: [eslint]`. */
  checks: z.partialRecord(z.enum(CHECKABLE), z.array(Text).min(1, 'at least one check')).prefault({}),
});
export type GitHubEvidence = z.output<typeof GitHubEvidence>;

const CiEvidence = z.strictObject({
  /** What CI posts about; anything else it posts counts too, but nobody waits for it. */
  gates: z.array(z.enum(MEASURABLE_GATES)).min(1, 'at least one gate'),
});

/** Where evidence comes from. */
const sources = {
  github: GitHubEvidence.exactOptional(),
  checkout: CheckoutEvidence.exactOptional(),
  ci: CiEvidence.exactOptional(),
};

export const GatesPolicy = z
  .strictObject({
    required: Required.prefault({}),
    /** How long evidence counts. */
    validFor: Duration.prefault('7 d'),
    ...sources,
    /** What is different for some services; what is named here takes the place of the above. */
    services: z
      .record(ServiceName, z.strictObject({ required: Required.exactOptional(), ...sources }))
      .prefault({}),
  })
  .transform(({ validFor, ...rest }) => ({ ...rest, validForMs: validFor }));
export type GatesPolicy = z.output<typeof GatesPolicy>;

/** What the policy says about the gates of one service. */
export type GatesOfService = Omit<GatesPolicy, 'services' | 'validForMs'>;

export const gatesOfService = (gates: GatesPolicy, service: string): GatesOfService => {
  const { services, validForMs: _, ...usual } = gates;
  return { ...usual, ...(Object.hasOwn(services, service) ? services[service] : {}) };
};

export const requiredIn = ({ required }: GatesOfService, environment: Environment): GateName[] =>
  required[environment] ?? [];

/** The gates some source of the service can tell about; without a repository there is no commit to tell about. */
export function fedGates({ github, checkout, ci }: GatesOfService, hasRepository: boolean): GateName[] {
  if (!hasRepository) return [];
  const fed = new Set<GateName>();
  if (github)
    for (const gate of [...TOLD_BY_GITHUB, ...Object.keys(github.checks)]) fed.add(gate as GateName);
  for (const command of checkout?.commands ?? []) for (const gate of gateOfCommand(command)) fed.add(gate);
  for (const gate of ci?.gates ?? []) fed.add(gate);
  return GATES.filter(gate => fed.has(gate));
}
