/** Where a release goes. Spoken aliases (`prod`, `stg` …) are resolved before they reach the domain. */
export const ENVIRONMENTS = ['development', 'testing', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const RELEASE_TYPES = ['patch', 'minor', 'major', 'hotfix'] as const;
export type ReleaseType = (typeof RELEASE_TYPES)[number];

/** A Slack user id, or `tminus` when the engine acts by rule. */
export type PersonId = string;
export const TMINUS: PersonId = 'tminus';

/** `<service>-<version>-<suffix>`, readable in the logs of a deploy target. */
export type ReleaseId = string;

/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** SemVer 2 without a leading `v`. */
export type Version = string;

/** A name from `config/approvals.yml`, such as `tech_leads`. */
export type GroupName = string;

/** A Go/No-Go role from `config/approvals.yml`, such as `operations`. */
export type RoleName = string;
