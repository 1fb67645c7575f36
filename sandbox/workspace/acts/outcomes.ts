import type { Context } from '../context.ts';
import type { Receipt } from '../delivery/deliver.ts';
import type { Outcome } from '../ui-protocol.ts';

export const done: Outcome = { ok: true };

export const failed = (error: string, sentence: string): Outcome => ({ ok: false, error, sentence });

/** Slack's word for an app that did not acknowledge. */
export function errorFor(receipt: Receipt & { acknowledged: false }): string {
  return receipt.reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed';
}

/** What a person reads when a button or a modal got no answer. */
export function unanswered(ctx: Context, receipt: Receipt & { acknowledged: false }): Outcome {
  const error = errorFor(receipt);
  const reason =
    error === 'operation_timeout'
      ? 'did not respond in time'
      : 'could not be reached or answered with an error';
  return failed(error, `${ctx.app.name} ${reason}. Try again in a moment.`);
}
