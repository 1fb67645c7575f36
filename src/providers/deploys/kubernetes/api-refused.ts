import { z } from 'zod';
import { maskSecrets } from '../mask.ts';
import { TargetUnavailable } from '../port.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const Status = z.object({ message: z.string().optional(), reason: z.string().optional() });

/**
 * - `conflict`: the object changed in between (409, or 422 for a failed `test` of a JSON patch).
 * - `missing`: there is no such object (404).
 * - `forbidden`: the credential is good and its Role is not enough (403).
 * - `unknown-credential`: 401.
 * - `invalid`: the object would not be valid (400, 422, and 415 for a kind of patch it does not take).
 */
export type RefusedBecause = 'conflict' | 'missing' | 'forbidden' | 'unknown-credential' | 'invalid';

const BECAUSE: Readonly<Record<number, RefusedBecause>> = {
  400: 'invalid',
  401: 'unknown-credential',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  415: 'invalid',
  422: 'invalid',
};

interface About {
  method: string;
  what: string;
  host: string;
  secrets: readonly string[];
}

/** The API server's no, in one sentence. Nothing was changed by the call. */
export class ApiRefused extends TargetUnavailable {
  override name = 'ApiRefused';
  readonly because: RefusedBecause;

  private constructor(because: RefusedBecause, message: string) {
    super(message);
    this.because = because;
  }

  /** A failed `test` of a JSON patch is answered 422, like any other mistake; who asks again knows which it was. */
  static conflict(what: string): ApiRefused {
    return new ApiRefused('conflict', `${what} was changed by somebody else at the same time`);
  }

  /** Null for an answer that says nothing about whether the call did anything, such as 500. */
  static from(status: number, body: unknown, { method, what, host, secrets }: About): ApiRefused | null {
    const because = BECAUSE[status];
    if (!because) return null;
    const parsed = Status.safeParse(body);
    const said = maskSecrets(parsed.success ? (parsed.data.message ?? '') : '', secrets).slice(0, 300);
    const doing = method === 'GET' ? 'reading' : 'changing';
    const sentences: Record<RefusedBecause, string> = {
      conflict: `${what} was changed by somebody else at the same time`,
      missing: `there is no ${what} in the cluster at ${host}`,
      forbidden: `the Role of tminus does not allow ${doing} ${what}: ${said || 'status 403'}`,
      'unknown-credential': `the API server at ${host} does not accept the credential (401)`,
      invalid: `the API server refused the change of ${what}: ${said || `status ${status}`}`,
    };
    return new ApiRefused(because, sentences[because]);
  }
}
