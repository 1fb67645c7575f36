import { signature } from './http-signature.ts';
import { maskSecrets } from './mask.ts';
import { TargetUnavailable } from './port.ts';

/** An operation's output is the longest thing a target sends; more than this is not an answer to our question. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export interface HttpCall {
  method: 'GET' | 'PUT' | 'DELETE';
  /** Starts with a slash, already encoded. */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface HttpAnswer {
  status: number;
  /** The parsed JSON; `undefined` when the answer was empty. */
  body: unknown;
}

/** @throws TargetUnavailable with one sentence, in which the token never appears. */
export type HttpCaller = (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer>;

const limitedText = async (response: Response): Promise<string | null> => {
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

/** What fetch hides one level down: `fetch failed` says nothing, its cause says `ECONNREFUSED`. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  return cause.message || code || error.message;
};

/** How a caller shows who it is; at least one of the two. */
export interface Credentials {
  /** Sent as it is. */
  token?: string;
  /** Never sent: every request carries a signature made with it. */
  signingKey?: string;
}

/** Calls one deploy endpoint. @throws TypeError when the address cannot be used, without repeating it. */
export const httpCaller = (url: string, credentials: Credentials, callMs: number): HttpCaller => {
  const { token, signingKey } = credentials;
  const secrets = [token ?? '', signingKey ?? ''];
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password)
    throw new TypeError(
      'the address of an HTTP deploy target must be http(s) and hold no user name or password',
    );
  const root = `${address.origin}${address.pathname.replace(/\/+$/, '')}`;
  const unavailable = (what: string, cause?: unknown): TargetUnavailable =>
    new TargetUnavailable(maskSecrets(`the deploy target at ${address.host} ${what}`, secrets), { cause });

  return async ({ method, path, headers, body }, signal) => {
    const deadline = AbortSignal.timeout(callMs);
    const text = body === undefined ? '' : JSON.stringify(body);
    const signed = { method, path: new URL(root + path).pathname + new URL(root + path).search, body: text };
    try {
      const response = await fetch(root + path, {
        method,
        // A redirect would carry the token to wherever the answer points.
        redirect: 'manual',
        signal: AbortSignal.any([signal, deadline]),
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          ...(signingKey === undefined
            ? {}
            : signature({ ...signed, fence: headers?.['tminus-fence'] ?? '' }, signingKey)),
        },
        ...(body === undefined ? {} : { body: text }),
      });
      const { status } = response;
      const answered = await limitedText(response);
      if (status >= 300 && status < 400)
        throw unavailable(`answers with a redirect (${status}); give its final address instead`);
      if (status === 401 || status === 403) {
        const what = signingKey === undefined ? 'token' : 'signature or the token';
        throw unavailable(`does not accept the ${what} (${status})`);
      }
      if (answered === null) throw unavailable(`sent more than ${MAX_ANSWER_BYTES} bytes (${status})`);
      if (answered.trim() === '') return { status, body: undefined };
      try {
        return { status, body: JSON.parse(answered) };
      } catch {
        const type = response.headers.get('content-type') ?? 'of no type';
        throw unavailable(`answered ${status} with something that is not JSON (${type})`);
      }
    } catch (error) {
      if (error instanceof TargetUnavailable) throw error;
      if (signal.aborted) throw unavailable('was not waited for: the call was given up', error);
      if (deadline.aborted) throw unavailable(`did not answer within ${callMs} ms`, error);
      throw unavailable(`could not be reached: ${reasonOf(error)}`);
    }
  };
};
