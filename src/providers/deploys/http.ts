import { z } from 'zod';
import type { Environment } from '../../release/terms.ts';
import { type HttpAnswer, httpCaller } from './http-call.ts';
import { maskSecrets } from './mask.ts';
import {
  type Capabilities,
  type DeployTarget,
  type Operation,
  OperationRefused,
  type Running,
  TargetUnavailable,
} from './port.ts';
import { runningVersion } from './running-version.ts';

const Progress = z.object({
  state: z.enum(['running', 'succeeded', 'failed']),
  note: z.string().optional(),
  why: z.string().optional(),
  output: z.string().optional(),
});

/** Characters of output asked for at once; more than is kept of any. */
const OUTPUT_LIMIT = 512 * 1024;

const Begun = Progress.pick({ state: true });

const Served = z.object({
  version: runningVersion.nullable(),
  shares: z.record(runningVersion, z.number().min(0).max(100)),
  installed: z.array(runningVersion),
});

const Complaint = z.object({ error: z.string() });

export interface HttpTargetOptions {
  /** Where the endpoint is, such as `https://deploy.example.com/tminus`. */
  url: string;
  /** One of the two at least. */
  token?: string;
  signingKey?: string;
  service: string;
  environment: Environment;
  /** What the endpoint can do; by default it shifts traffic in steps of 1 % and runs no actions. */
  can?: Capabilities;
  timeouts?: { callMs?: number; visibleAfterMs?: number };
}

/**
 * A deploy endpoint of the organisation's own that speaks the protocol of `docs/http-target.md`:
 * operations are put under an id, asked for and deleted.
 */
export const httpTarget = ({
  url,
  token,
  signingKey,
  service,
  environment,
  can,
  timeouts,
}: HttpTargetOptions): DeployTarget => {
  const secrets = [token ?? '', signingKey ?? ''];
  const credentials = {
    ...(token !== undefined && { token }),
    ...(signingKey !== undefined && { signingKey }),
  };
  const call = httpCaller(url, credentials, timeouts?.callMs ?? 5_000);

  const complaint = ({ status, body }: HttpAnswer): string => {
    const parsed = Complaint.safeParse(body);
    return parsed.success ? maskSecrets(parsed.data.error, secrets).slice(0, 500) : `status ${status}`;
  };
  const unexpected = (answer: HttpAnswer, to: string): TargetUnavailable =>
    new TargetUnavailable(`the deploy target answered ${answer.status} to ${to}: ${complaint(answer)}`);

  const parse = <T>(schema: z.ZodType<T>, answer: HttpAnswer, to: string): T => {
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') || 'the answer';
    throw new TargetUnavailable(
      `the deploy target's answer to ${to} cannot be understood: ${where} is wrong`,
    );
  };

  const marks = ({ id, fence }: Operation) => ({ 'idempotency-key': id, 'tminus-fence': String(fence) });
  const pathOf = (operation: Operation): string => `/operations/${encodeURIComponent(operation.id)}`;

  return {
    can: can ?? { shift: true, granularityPercent: 1, run: false },
    visibleAfterMs: timeouts?.visibleAfterMs ?? 5_000,

    async start(operation, signal) {
      const { id, kind, version, against, percent, action } = operation;
      if (kind === 'run' && !can?.run)
        throw new OperationRefused('rejected', `the deploy target runs no actions, so not ${action} either`);
      const answer = await call(
        {
          method: 'PUT',
          path: pathOf(operation),
          headers: marks(operation),
          body: {
            kind,
            service: operation.service,
            environment: operation.environment,
            version,
            against,
            percent,
            ...(action === undefined ? {} : { action }),
            ...(operation.with === undefined ? {} : { with: operation.with }),
          },
        },
        signal,
      );
      if (answer.status === 409)
        throw new OperationRefused('superseded', `the deploy target refused ${id}: ${complaint(answer)}`);
      if (answer.status === 422)
        throw new OperationRefused('rejected', `the deploy target refused ${id}: ${complaint(answer)}`);
      if (answer.status !== 200 && answer.status !== 202) throw unexpected(answer, `starting ${id}`);
      parse(Begun, answer, `starting ${id}`);
    },

    async check(operation, signal) {
      // Without the output: what it has printed, however much that is, must not keep us from seeing its end.
      const path = `${pathOf(operation)}?offset=${Number.MAX_SAFE_INTEGER}`;
      const answer = await call({ method: 'GET', path }, signal);
      if (answer.status === 404) return { is: 'absent' };
      if (answer.status !== 200) throw unexpected(answer, `checking ${operation.id}`);
      const { state, note, why } = parse(Progress, answer, `checking ${operation.id}`);
      if (state === 'failed') return { is: 'failed', why: why ?? note ?? 'the deploy target gave no reason' };
      return { is: state, ...(note === undefined ? {} : { note }) };
    },

    async cancel(operation, signal) {
      const answer = await call(
        { method: 'DELETE', path: pathOf(operation), headers: marks(operation) },
        signal,
      );
      const isSettled = answer.status < 300 || answer.status === 404 || answer.status === 409;
      if (!isSettled) throw unexpected(answer, `cancelling ${operation.id}`);
    },

    async read(signal): Promise<Running> {
      const path = `/services/${encodeURIComponent(service)}/${encodeURIComponent(environment)}`;
      const answer = await call({ method: 'GET', path }, signal);
      if (answer.status !== 200)
        throw unexpected(answer, `reading what runs of ${service} in ${environment}`);
      const { version, shares, installed } = parse(Served, answer, 'reading what runs');
      return { version, shares: { ...Object.fromEntries(installed.map(one => [one, 0])), ...shares } };
    },

    async output(operation, offset, signal) {
      const answer = await call(
        { method: 'GET', path: `${pathOf(operation)}?offset=${offset}&limit=${OUTPUT_LIMIT}` },
        signal,
      );
      if (answer.status === 404) return '';
      if (answer.status !== 200) throw unexpected(answer, `reading the output of ${operation.id}`);
      return parse(Progress, answer, `reading the output of ${operation.id}`).output ?? '';
    },
  };
};
