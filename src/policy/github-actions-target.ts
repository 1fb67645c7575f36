import { z } from 'zod';
import { Duration } from './duration.ts';
import { Name, Some, Text } from './names.ts';
import { Address, Secret } from './references.ts';

const FILE_EXPECTED = 'the file name of a workflow in `.github/workflows`, such as `deploy.yml`';
const WorkflowFile = z.string({ error: FILE_EXPECTED }).regex(/^[\w.-]+\.ya?ml$/, FILE_EXPECTED);

const REPOSITORY_EXPECTED = 'a repository such as `acme/checkout`';
export const Repository = z
  .string({ error: REPOSITORY_EXPECTED })
  .regex(/^[\w.-]+\/[\w.-]+$/, REPOSITORY_EXPECTED);

const REF_EXPECTED = 'a branch or a tag, such as `main` or `v{version}`';
const Ref = z
  .string({ error: REF_EXPECTED })
  .regex(/^(?:[\w./+-]|\{version\})+$/, REF_EXPECTED)
  .prefault('main');

/** Ours; an input of the organisation's own may not take their place. */
const OWN_INPUTS = [
  'deploy_id',
  'kind',
  'service',
  'environment',
  'version',
  'against',
  'percent',
  'fence',
  'action',
];
/** GitHub takes 25 in all, and what an action's step hands down needs room too. */
const MOST_INPUTS = 10;
const INPUT_EXPECTED = `the name of an input of your own, not ${OWN_INPUTS.join(', ')}`;
const Inputs = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][\w-]*$/, INPUT_EXPECTED)
      .refine(name => !OWN_INPUTS.includes(name), INPUT_EXPECTED),
    z.string(),
  )
  .refine(inputs => Object.keys(inputs).length <= MOST_INPUTS, `${MOST_INPUTS} inputs at most`)
  .prefault({});

/** Runs of workflows in GitHub Actions; see `docs/github-actions-target.md`. */
export const GitHubActionsTarget = z
  .strictObject({
    kind: z.literal('github-actions'),
    /** Where the workflows are; the service's own repository when left out. */
    repository: Repository.exactOptional(),
    token: Secret,
    /** Of GitHub Enterprise Server: `https://github.example.com/api/v3`. */
    apiUrl: Address.exactOptional(),
    /** What the workflows run on; `{version}` stands for the version. */
    ref: Ref,
    workflows: z.strictObject({
      install: WorkflowFile,
      restore: WorkflowFile,
      /** Only where traffic can be divided. */
      shift: WorkflowFile.exactOptional(),
    }),
    /** Actions of your own by name: `backup: backup.yml`. */
    actions: z.record(Name, WorkflowFile).prefault({}),
    /** Handed to every run besides ours. */
    inputs: Inputs,
    /** GitHub's name for the environment; ours when left out. */
    gitHubEnvironment: Text.exactOptional(),
    /** An address of the service that tells what really runs; without it the deployments at GitHub are believed. */
    versionUrl: Address.exactOptional(),
    /** Smallest step of a traffic share, in percent. */
    granularityPercent: Some.max(100, 'a whole number from 1 to 100').prefault(1),
    /** How long one call may take. */
    callTimeout: Duration.prefault('5 s'),
  })
  .transform(({ callTimeout, ...rest }) => ({ ...rest, callTimeoutMs: callTimeout }));
export type GitHubActionsTarget = z.output<typeof GitHubActionsTarget>;

/** How it works, not where it is nor how one gets in. */
export const gitHubActionsWithoutAddresses = ({
  token: _,
  apiUrl: __,
  versionUrl: ___,
  callTimeoutMs: ____,
  ...rest
}: GitHubActionsTarget) => rest;
