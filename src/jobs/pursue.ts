import {
  type DeployTarget,
  type Operation,
  OperationRefused,
  type OperationState,
} from '../providers/deploys/port.ts';
import { type Hand, reasonOf } from './duty.ts';
import { keepOutput } from './keep-output.ts';

export type Pursued = Exclude<OperationState, { is: 'absent' }>;

/**
 * Where an operation stands. One that was recorded just now is started; any other is asked for first, and
 * started only when the target surely never heard of it.
 *
 * @param ageMs how long ago the event log fixed the operation; null when this very claim did
 */
export async function pursue(
  operation: Operation,
  ageMs: number | null,
  target: DeployTarget,
  hand: Hand,
  { keepsOutput = true } = {},
): Promise<Pursued> {
  if (ageMs === null) return start(operation, target, hand);
  const state = await hand.call(signal => target.check(operation, signal));
  if (state.is === 'absent')
    return ageMs < target.visibleAfterMs ? { is: 'running' } : start(operation, target, hand);
  if (keepsOutput) await keepOutput(operation, target, state.is !== 'running', hand);
  return masked(state, hand);
}

/** Why it failed is often the last that was printed. */
function masked(state: Pursued, { mask }: Hand): Pursued {
  const safe = (text: string) => mask(text, true).text;
  if ('why' in state) return { ...state, why: safe(state.why) };
  return state.note === undefined ? state : { ...state, note: safe(state.note) };
}

async function start(operation: Operation, target: DeployTarget, hand: Hand): Promise<Pursued> {
  try {
    await hand.call(signal => target.start(operation, signal));
    return { is: 'running' };
  } catch (error) {
    if (error instanceof OperationRefused) return { is: 'failed', why: reasonOf(error) };
    throw error;
  }
}
