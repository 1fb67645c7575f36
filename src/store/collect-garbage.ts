import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** As often as V8 itself tries when it needs every byte. */
const PASSES_AT_MOST = 7;

/**
 * Lets go of what is not needed any more at once. Only after something that leaves hundreds of megabytes behind,
 * which a process that then has nothing to do would keep: Node collects when it needs room, not when it has time.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What something with a finalizer holds, as WebAssembly holds its memory, is let go only by the pass after the one that
  // found it, so one pass often frees none of it: https://github.com/v8/v8/blob/main/src/heap/heap.cc, CollectAllAvailableGarbage.
  collect();
  for (let passes = 1; passes < PASSES_AT_MOST; passes++) {
    const before = process.memoryUsage().external;
    collect();
    if (process.memoryUsage().external >= before) return;
  }
}
