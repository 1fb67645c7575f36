import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { ChatAmbiguous, ChatRateLimited, ChatRefused, ChatUnavailable } from './port.ts';

/** Slack's word for "something broke on our side": the call may have had its effect. */
const UNCLEAR = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/** What can be mended from outside (a token, a scope, a subscription) without touching the message. */
const MENDABLE = [
  'account_inactive',
  'access_denied',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_added_to_org',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
];

/** Before anything was sent: no name, no route, no listener. */
const NOT_SENT = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
];

type ChatError = ChatRateLimited | ChatRefused | ChatUnavailable | ChatAmbiguous;

/** Says what a failed call of the Web API means for whoever made it. */
export function chatError(error: unknown): ChatError {
  if (error instanceof WebAPIRateLimitedError) return new ChatRateLimited(error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) {
    const { error: code, response_metadata: more } = error.data;
    if (code === 'ratelimited' || code === 'rate_limited') return new ChatRateLimited(1000);
    if (UNCLEAR.includes(code)) return new ChatAmbiguous(`Slack answered ${code}`, { cause: error });
    return new ChatRefused(code, !MENDABLE.includes(code), more?.messages, error.data);
  }
  if (error instanceof WebAPIHTTPError) {
    const what = `Slack answered with status ${error.statusCode}`;
    return error.statusCode < 500
      ? new ChatUnavailable(what, { cause: error })
      : new ChatAmbiguous(what, { cause: error });
  }
  if (error instanceof WebAPIRequestError) {
    const code = causeCode(error.original);
    const what = `Slack could not be asked: ${code ?? error.original.message}`;
    return code && NOT_SENT.includes(code)
      ? new ChatUnavailable(what, { cause: error })
      : new ChatAmbiguous(what, { cause: error });
  }
  return new ChatAmbiguous(`Slack's answer could not be understood: ${String(error)}`, { cause: error });
}

/** `fetch failed` hides the reason one level down; where several addresses were tried, one more. */
function causeCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return causeCode(error instanceof AggregateError ? error.errors[0] : error.cause);
}
