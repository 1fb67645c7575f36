import { z } from 'zod';
import { ENVIRONMENTS } from '../../src/release/terms.ts';

/** The body of `PUT /operations/{id}`; docs/http-target.md describes the whole protocol. */
export const OperationBody = z
  .object({
    kind: z.enum(['install', 'shift', 'restore', 'run']),
    service: z.string().min(1),
    environment: z.enum(ENVIRONMENTS),
    version: z.string().min(1).max(100),
    against: z.string().min(1).max(100).nullable(),
    percent: z.number().min(0).max(100),
    /** Only with `run`. */
    action: z.string().min(1).max(40).exactOptional(),
    /** What the policy hands down besides. */
    with: z.record(z.string(), z.string()).exactOptional(),
  })
  .refine(body => body.kind !== 'run' || body.action !== undefined, {
    message: 'must be given with run',
    path: ['action'],
  })
  .refine(body => body.version !== body.against, { message: 'must not equal version', path: ['against'] });
export type OperationBody = z.infer<typeof OperationBody>;

const Change = z.object({
  errorPercent: z.number().min(0).max(100).exactOptional(),
  latencyTimes: z.number().positive().exactOptional(),
  starts: z.boolean().exactOptional(),
});

/** What the admin endpoint can change; what is left out stays as it is. */
export const Settings = z.object({
  /** Requests per second for each service and environment. */
  trafficPerSecond: z.number().min(0).max(500),
  installMs: z.number().min(0),
  shiftMs: z.number().min(0),
  restoreMs: z.number().min(0),
  /** `unavailable` answers 503, `reset` cuts the connection, `hang` never answers. */
  outage: z.enum(['none', 'unavailable', 'reset', 'hang']),
  /** The same for the metrics address. */
  metricsOutage: z.enum(['none', 'unavailable', 'reset', 'hang']),
  /** Differences from the listed behaviour, by version. */
  behaviours: z.record(z.string(), Change),
});
export type Settings = z.infer<typeof Settings>;
export const SettingsChange = Settings.partial();

export const OperationRecord = z.object({
  id: z.string(),
  ...OperationBody.shape,
  fence: z.number(),
  state: z.enum(['running', 'succeeded', 'failed']),
  note: z.string().optional(),
  why: z.string().optional(),
  output: z.string(),
});
export type OperationRecord = z.infer<typeof OperationRecord>;

/** What is kept on disk. */
export const DemoState = z.object({
  lanes: z.record(
    z.string(),
    z.object({ fence: z.number(), installed: z.array(z.string()), shares: z.record(z.string(), z.number()) }),
  ),
  operations: z.array(OperationRecord),
});
export type DemoState = z.infer<typeof DemoState>;
