import type { OperationState } from '../port.ts';

/** What this process remembers of an operation. Everything of it can be found out again from GitHub, except `sent`. */
export interface Remembered {
  /** The deployment that stands for it. */
  entry?: number;
  /** What makes our attempt to begin it different from others. */
  claim?: string;
  /** Whether a run was asked for: `no` is sure, otherwise it may have been. */
  sent: 'no' | 'maybe';
  run?: { id: number; url: string } | undefined;
  end?: OperationState;
  /** The last look, by this process's clock. */
  seen?: { state: OperationState; at: number };
  cancelledAt?: number;
  /** What `output` made of its jobs so far. */
  printed: Printed;
}

export interface Printed {
  text: string;
  /** Which news are in the text. */
  told: Set<string>;
  isAll: boolean;
  /** By this process's clock. */
  at?: number;
}

/** So many operations are remembered; older ones are looked up anew. */
const MOST = 200;

export interface Memory {
  /** Null for one this process knows nothing of. */
  of(operation: string): Remembered | null;
  open(operation: string): Remembered;
}

export function memory(): Memory {
  const all = new Map<string, Remembered>();
  return {
    of: operation => all.get(operation) ?? null,
    open(operation) {
      const known = all.get(operation);
      if (known) return known;
      const [oldest] = all.keys();
      if (all.size >= MOST && oldest !== undefined) all.delete(oldest);
      const fresh: Remembered = { sent: 'maybe', printed: { text: '', told: new Set(), isAll: false } };
      all.set(operation, fresh);
      return fresh;
    },
  };
}
