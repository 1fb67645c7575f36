import { z } from 'zod';
import { GATES_OF_FORMAT, REPORT_FORMATS } from '../providers/evidence/formats.ts';
import { type GateName, MEASURABLE_GATES } from '../release/gate-evidence.ts';
import { Command, Variables } from './command.ts';
import { Duration } from './duration.ts';
import { Count } from './names.ts';

const NAME_EXPECTED = 'a short name such as `npm audit`';
const REPORT_EXPECTED = 'a path inside of the checkout, such as `coverage/lcov.info`';
const FORMATS = [...REPORT_FORMATS, 'exit-code'] as const;

/** A command that is run in a clean checkout. */
const EvidenceCommand = z
  .strictObject({
    /** Who measured, for people. */
    name: z.string({ error: NAME_EXPECTED }).regex(/^\S(?:.{0,58}\S)?$/, NAME_EXPECTED),
    run: Command,
    /** How its report is read; left out, it measures nothing and only prepares what comes after it. */
    format: z.enum(FORMATS).exactOptional(),
    /** What it measures, where its format could tell about several gates. */
    gate: z.enum(MEASURABLE_GATES).exactOptional(),
    /** The file it writes; what it prints to standard output when left out. */
    report: z
      .string({ error: REPORT_EXPECTED })
      .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).{1,300}$/, REPORT_EXPECTED)
      .exactOptional(),
    /** With any other the command broke and has measured nothing. */
    exitCodes: z.array(Count).min(1, 'at least one exit code').exactOptional(),
    timeout: Duration.prefault('10 min'),
  })
  .refine(({ format, gate }) => gate === undefined || format !== undefined, {
    path: ['gate'],
    error: 'a gate only with the `format` of a report that tells about it',
  })
  .refine(({ format, gate }) => !format || !gate || GATES_OF_FORMAT[format].includes(gate), {
    path: ['gate'],
    error: 'a gate that reports of this format tell about',
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));
export type EvidenceCommand = z.output<typeof EvidenceCommand>;

/** What is run in a clean checkout of exactly the commit, one after the other. */
export const CheckoutEvidence = z.strictObject({
  commands: z
    .array(EvidenceCommand)
    .min(1, 'at least one command')
    .refine(
      commands => new Set(commands.map(({ name }) => name)).size === commands.length,
      'commands with different names',
    ),
  variables: Variables,
});
export type CheckoutEvidence = z.output<typeof CheckoutEvidence>;

/** The gate a command tells about; none for one that only prepares. */
export function gateOfCommand({ format, gate }: EvidenceCommand): GateName[] {
  if (gate) return [gate];
  return format ? GATES_OF_FORMAT[format].slice(0, 1) : [];
}
