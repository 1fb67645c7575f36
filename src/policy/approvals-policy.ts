import { z } from 'zod';
import { Duration } from './duration.ts';
import { Count, Name, Percent, Some } from './names.ts';
import { OverridePolicy, PermissionsPolicy } from './permissions-policy.ts';

const GROUP_EXPECTED =
  'a Slack user group: its id such as `S0123456789`, or its handle such as `@tech-leads`';
const PERSON_EXPECTED = 'a Slack user id such as `U0123456789`';

const Group = z
  .strictObject({
    /** Id or handle of a Slack user group; its members are read when they matter. */
    slack: z
      .string({ error: GROUP_EXPECTED })
      .regex(/^(?:S[A-Z0-9]{8,}|@?[a-z0-9][a-z0-9._-]*)$/, GROUP_EXPECTED)
      .exactOptional(),
    people: z
      .array(z.string({ error: PERSON_EXPECTED }).regex(/^[UW][A-Z0-9]{8,}$/, PERSON_EXPECTED))
      .exactOptional(),
  })
  .refine(({ slack, people }) => slack !== undefined || people !== undefined, '`slack`, `people` or both');
export type Group = z.output<typeof Group>;

/** Written instead of the list of all groups. */
export const EVERY_GROUP = 'every group';

const MatrixCell = z.strictObject({
  /** How many different people. */
  required: Some,
  /** Groups the seats are filled from. */
  from: z.union([z.literal(EVERY_GROUP), z.array(Name).min(1, 'at least one group')], {
    error: `a list of groups, or \`${EVERY_GROUP}\``,
  }),
  /** Somebody of each of these must be among them. */
  mandatory: z.array(Name).prefault([]),
});

/** An environment that is left out needs nobody. */
const MatrixRow = z.strictObject({
  development: MatrixCell.exactOptional(),
  testing: MatrixCell.exactOptional(),
  staging: MatrixCell.exactOptional(),
  production: MatrixCell.exactOptional(),
});

/** From which figures of the gates on nobody of the groups has to approve; mandatory approvers always do. */
const Automatic = z.strictObject({
  /** At least. */
  securityScore: Percent.prefault(95),
  productionSecurityScore: Percent.prefault(98),
  coveragePercent: Percent.prefault(80),
  productionCoveragePercent: Percent.prefault(90),
  compatibilityScore: Percent.prefault(95),
  /** At most. */
  vulnerabilities: Count.prefault(0),
  /** Less than. */
  regressionPercent: Percent.prefault(5),
  majorRegressionPercent: Percent.prefault(3),
});

/** `config/approvals.yml`: who has a say. */
export const ApprovalsPolicy = z
  .strictObject({
    groups: z.record(Name, Group),
    /** Go/No-Go roles and the groups that may speak for each. */
    roles: z.record(Name, z.array(Name).min(1, 'at least one group')),
    /** A hotfix uses the row of a patch. */
    matrix: z.strictObject({ patch: MatrixRow, minor: MatrixRow, major: MatrixRow }),
    /** Who may override in an emergency; left out: nobody. */
    override: OverridePolicy.exactOptional(),
    /** Who may do what; what is left out is open as it is without a policy. */
    permissions: PermissionsPolicy.prefault({}),
    /** How long approvers have to answer. */
    expireAfter: Duration.prefault('48 h'),
    /** How they are asked when their approval is wanted; reminders always come as direct messages. */
    askApprovers: z
      .enum(['directly', 'in the channel'], { error: '`directly` or `in the channel`' })
      .prefault('directly'),
    /** Nobody of a group with more members than this gets a direct message; the card names the group. */
    askGroupsUpTo: Some.prefault(12),
    /** Left out: every seat is filled by people. */
    automatic: Automatic.exactOptional(),
    poll: z.strictObject({
      roles: z.array(Name).min(1, 'at least one role'),
      lasts: Duration.prefault('30 min'),
    }),
  })
  .transform(
    ({ expireAfter, askApprovers: how, askGroupsUpTo: groupsUpTo, poll: { roles, lasts }, ...rest }) => ({
      ...rest,
      expireAfterMs: expireAfter,
      ask: { how, groupsUpTo },
      poll: { roles, lastsMs: lasts },
    }),
  );
export type ApprovalsPolicy = z.output<typeof ApprovalsPolicy>;
