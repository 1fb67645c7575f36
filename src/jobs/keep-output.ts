import type { DeployTarget, Operation } from '../providers/deploys/port.ts';
import type { Queryable } from '../store/database.ts';
import { appendOutput, isOverfull, readOutput } from '../store/outputs.ts';
import { ClaimLost, type Hand, reasonOf } from './duty.ts';

/**
 * Keeps what the operation printed since the last time, with the secrets masked. It is masked as a whole
 * and the part that is kept already is cut off, so that a worker that takes over needs to remember nothing.
 * Output is worth having but never worth failing for.
 */
export async function keepOutput(
  operation: Operation,
  target: DeployTarget,
  isLast: boolean,
  hand: Hand,
): Promise<void> {
  try {
    // A script that floods its output costs no more than that.
    if (await isOverfull(hand.db, operation.id)) return;
    const printed = await hand.call(signal => target.output(operation, 0, signal));
    if (!printed) return;
    const { text } = hand.mask(printed, isLast);
    const news = text.slice(await keptLength(hand.db, operation.id));
    if (news) await appendOutput(hand.db, operation.id, news);
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    hand.log.warn({ operation: operation.id, reason: reasonOf(error) }, 'the output could not be kept');
  }
}

async function keptLength(db: Queryable, operationId: string): Promise<number> {
  let length = 0;
  for (let after = 0; ; ) {
    const page = await readOutput(db, operationId, { after });
    length += page.reduce((sum, chunk) => sum + chunk.text.length, 0);
    const last = page.at(-1);
    if (!last) return length;
    after = last.chunk;
  }
}
