import { z } from 'zod';
import { TOLERABLE } from '../release/gate-rules.ts';
import { GatesPolicy } from './gates-policy.ts';
import { Channel, Count, Percent, Some, Text } from './names.ts';

const FINDINGS = z.strictObject({ critical: Count, high: Count, medium: Count, low: Count });

const Gravest = z.strictObject({
  /** The gravest finding that still passes. */
  allowUpTo: z.enum(TOLERABLE),
});

/** `config/security.yml`: what the gates demand of a version before people are asked. */
export const SecurityPolicy = z.strictObject({
  vulnerabilities: Gravest,
  staticAnalysis: Gravest.prefault({ allowUpTo: 'medium' }),
  codeQuality: Gravest.prefault({ allowUpTo: 'medium' }),
  /** SPDX identifiers. */
  licences: z.strictObject({ allowed: z.array(Text).min(1, 'at least one licence') }),
  /** What each finding takes off a score of 100. */
  score: z.strictObject({ weights: FINDINGS.extend({ secret: Count, licence: Count }) }),
  coverage: z.strictObject({ percent: Percent, productionPercent: Percent }),
  tests: z.strictObject({ passPercent: Percent }),
  compatibility: z.strictObject({ score: Percent }),
  performance: z.strictObject({ regressionPercent: Percent, majorRegressionPercent: Percent }),
  /** Which gates are required and where their evidence comes from. Left out: nothing is gathered, none is required. */
  gates: GatesPolicy.exactOptional(),
  /** What becomes of the record of all this. */
  audit: z
    .strictObject({
      /** Where the seal of the day is told. */
      channel: Channel.exactOptional(),
      /** How long a release that ended stays in the database. */
      keepYears: Some.prefault(7),
    })
    .prefault({}),
});
export type SecurityPolicy = z.output<typeof SecurityPolicy>;
