import type { RungTask } from '../store/tasks.ts';

/**
 * Tells workers that tasks are due. Best effort: it returns at once and never throws; what it loses the
 * sweep rings again, because what is due is in the store and not in the queue.
 */
export interface Bell {
  ring(tasks: readonly RungTask[]): void;
}

export const silentBell: Bell = { ring: () => {} };
