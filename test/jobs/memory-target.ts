import {
  type DeployTarget,
  type Operation,
  OperationRefused,
  type OperationState,
  TargetUnavailable,
} from '../../src/providers/deploys/port.ts';

interface Kept {
  operation: Operation;
  state: Exclude<OperationState, { is: 'absent' }>;
  output: string;
}

/** A target in memory that keeps its promises: known ids, fences, shares. What happens to it is up to the test. */
export function memoryTarget(running = '1.3.0') {
  const operations = new Map<string, Kept>();
  const calls: string[] = [];
  let shares: Record<string, number> = { [running]: 100 };
  let fence = 0;
  let away: Error | null = null;
  /** Operations of these kinds stay running until they are ended by the test. */
  const slow = new Set<Operation['kind']>();
  let before: (call: string) => Promise<void> | void = () => {};

  async function called(call: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    calls.push(call);
    await before(call);
    signal.throwIfAborted();
    if (away) throw away;
  }

  function carryOut({ kind, version, against, percent }: Operation): void {
    if (kind === 'install') shares = { [version]: 0, ...shares };
    if (kind === 'shift')
      shares = { ...shares, [version]: percent, ...(against && { [against]: 100 - percent }) };
    if (kind === 'restore') shares = { [version]: 100 };
  }

  const target: DeployTarget = {
    can: { shift: true, granularityPercent: 1, run: true },
    visibleAfterMs: 0,
    async start(operation, signal) {
      await called(`start ${operation.id}`, signal);
      if (operations.has(operation.id)) return;
      if (operation.fence < fence) throw new OperationRefused('superseded', 'a later decision was here');
      fence = operation.fence;
      const isSlow = slow.has(operation.kind);
      if (!isSlow) carryOut(operation);
      operations.set(operation.id, {
        operation,
        state: { is: isSlow ? 'running' : 'succeeded' },
        output: `${operation.action ?? operation.kind} ${operation.version}\n`,
      });
    },
    async check({ id }, signal) {
      await called(`check ${id}`, signal);
      return operations.get(id)?.state ?? { is: 'absent' };
    },
    async cancel({ id }, signal) {
      await called(`cancel ${id}`, signal);
      const kept = operations.get(id);
      if (kept?.state.is === 'running') kept.state = { is: 'failed', why: 'cancelled' };
    },
    async read(signal) {
      await called('read', signal);
      const [most] = Object.entries(shares).sort(([, one], [, other]) => other - one);
      return { version: most?.[0] ?? null, shares };
    },
    async output({ id }, offset, signal) {
      await called(`output ${id}`, signal);
      return operations.get(id)?.output.slice(offset) ?? '';
    },
  };

  return {
    target,
    /** Every call, in order. */
    calls,
    slow,
    shares: () => shares,
    /** Traffic that moved without anybody asking. */
    drift(to: Record<string, number>) {
      shares = to;
    },
    /** Runs before each call has its effect. */
    beforeEach(hook: typeof before) {
      before = hook;
    },
    goAway: () => {
      away = new TargetUnavailable('the target is away');
    },
    comeBack: () => {
      away = null;
    },
    /** Ends a slow operation, with its effect when it succeeded. */
    end(id: string, state: Kept['state']) {
      const kept = operations.get(id);
      if (!kept) throw new Error(`the target never heard of ${id}`);
      kept.state = state;
      if (state.is === 'succeeded') carryOut(kept.operation);
    },
    print(id: string, text: string) {
      const kept = operations.get(id);
      if (kept) kept.output += text;
    },
    /** As it was asked for. */
    operation: (id: string) => operations.get(id)?.operation,
    started: () => calls.filter(call => call.startsWith('start ')).map(call => call.slice('start '.length)),
  };
}

export type MemoryTarget = ReturnType<typeof memoryTarget>;
