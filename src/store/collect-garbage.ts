import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Lets go of what is not needed any more at once. Only after something that leaves hundreds of megabytes behind,
 * which a process that then has nothing to do would keep: Node collects when it needs room, not when it has time.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
}
