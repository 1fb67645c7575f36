import { z } from 'zod';
import { resolveService } from '../policy/resolve.ts';
import { isRefusal } from '../release/refusals.ts';
import { ENVIRONMENTS, RELEASE_TYPES } from '../release/terms.ts';
import type { Learned } from './agreement-of.ts';
import type { Desk } from './desk.ts';
import type { Asked } from './intent.ts';
import { Refused } from './misunderstanding.ts';
import type { StartRequest } from './start-request.ts';

/**
 * What a plan modal remembers between opening and submission, in `private_metadata`: nothing is kept in
 * memory, because any process may get the submission. The texts are in the view itself.
 */
const PlanMetadata = z.object({
  service: z.string(),
  environment: z.enum(ENVIRONMENTS),
  version: z.string(),
  type: z.enum(RELEASE_TYPES),
  strategy: z.string().nullable(),
  emergency: z.object({ reason: z.string(), grants: z.boolean() }).nullable().prefault(null),
  skips: z.string().nullable().prefault(null),
  running: z.string().nullable(),
  commit: z.string().nullable(),
  channel: z.string().nullable(),
  threadTs: z.string().nullable(),
  /** The release whose plan is edited, and what it looked like. */
  edits: z.object({ id: z.string(), digest: z.string() }).nullable(),
});

export interface PlanForm {
  start: StartRequest;
  learned: Learned;
  place: Pick<Asked, 'channel' | 'threadTs'>;
  edits: { id: string; digest: string } | null;
}

export function planMetadata({ start, learned, place, edits }: PlanForm): string {
  const { service, ...asked } = start;
  const { running, commit } = learned;
  const { channel, threadTs } = place;
  return JSON.stringify({ ...asked, service: service.name, running, commit, channel, threadTs, edits });
}

/** @throws Refused when the policy does not know the service any more */
export function readPlanMetadata(metadata: string, desk: Desk): PlanForm {
  const {
    service: name,
    environment,
    version,
    type,
    strategy,
    emergency,
    skips,
    ...rest
  } = PlanMetadata.parse(JSON.parse(metadata));
  const service = resolveService(desk.policy(), { named: name });
  if (isRefusal(service)) throw new Refused(service);
  const { running, commit, channel, threadTs, edits } = rest;
  return {
    start: { service, environment, version, type, strategy, emergency, skips },
    learned: { running, commit },
    place: { channel, threadTs },
    edits,
  };
}
