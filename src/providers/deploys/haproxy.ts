import { programBeside } from '../../processes/launch.ts';
import type { CarryOutOrder } from './haproxy-carry-out.ts';
import { ENDED, shiftRecords, shiftTraffic } from './haproxy-shift.ts';
import { holdingOf, type Slot } from './haproxy-slots.ts';
import { type HaproxyPlace, readHaproxy, sharesOf } from './haproxy-state.ts';
import {
  type DeployTarget,
  type Operation,
  type OperationState,
  type Running,
  TargetUnavailable,
} from './port.ts';
import { type ShellTargetOptions, shellTarget, VISIBLE_AFTER_MS } from './shell.ts';

export interface HaproxyTargetOptions
  extends Omit<ShellTargetOptions, 'commands' | 'granularityPercent'>,
    Pick<HaproxyPlace, 'socket' | 'backend'> {
  /** The two server lines of the backend, and how to learn which version runs behind each. */
  slots: readonly [Slot, Slot];
  commands: {
    /** Makes `$TMINUS_VERSION` run behind the server `$TMINUS_SLOT`, in the place of whatever runs there. */
    install: readonly string[];
    /** Ends what runs behind the server `$TMINUS_SLOT`. */
    stop: readonly string[];
    read?: readonly string[];
  };
}

/**
 * Two slots behind two servers of one HAProxy backend. A version is installed into the slot without traffic by the
 * organisation's own commands; traffic is divided by weights over the runtime socket. Which slot holds which version
 * is asked of the slots each time.
 */
export const haproxyTarget = (options: HaproxyTargetOptions): DeployTarget => {
  const { socket, backend, slots, commands, cwd = process.cwd(), folder, variables, ...rest } = options;
  const place: HaproxyPlace = { socket, backend, servers: [slots[0].server, slots[1].server] };
  const reading = {
    cwd,
    variables: { ...variables, TMINUS_SERVICE: rest.service, TMINUS_ENVIRONMENT: rest.environment },
    ...(commands.read ? { read: commands.read } : {}),
  };

  /** Installs and restores run as a program of ours, under the shell target. */
  const shellFor = (operation: Operation): DeployTarget => {
    const argv = (kind: CarryOutOrder['kind']): string[] => {
      const { version, against } = operation;
      const order: CarryOutOrder = { kind, place, slots, commands, cwd, version, against };
      return [
        process.execPath,
        ...programBeside(import.meta.url, 'haproxy-carry-out'),
        JSON.stringify(order),
      ];
    };
    const own = { install: argv('install'), restore: argv('restore'), read: [] };
    return shellTarget({ ...rest, folder, cwd, variables, commands: own });
  };

  const read = async (signal: AbortSignal): Promise<Running> => {
    const [known, ...holdings] = await Promise.all([
      readHaproxy(place, signal),
      ...slots.map(slot => holdingOf(slot, reading, signal)),
    ]);
    const byServer = sharesOf(place, known);
    const shares: Running['shares'] = {};
    slots.forEach(({ server }, at) => {
      const holding = holdings[at];
      const share = byServer.get(server) ?? 0;
      if (holding?.is === 'version') shares[holding.version] = (shares[holding.version] ?? 0) + share;
      if (holding?.is === 'unreadable' && share > 0)
        throw new TargetUnavailable(`server ${server} has ${share} % of the traffic, and ${holding.why}`);
    });
    const [most] = Object.entries(shares).sort(([, one], [, other]) => other - one);
    return { version: most && most[1] > 0 ? most[0] : null, shares };
  };

  /** What HAProxy says now about a shift whose own end is not known. */
  const settled = async (
    { version, percent }: Operation,
    problem: string,
    signal: AbortSignal,
  ): Promise<OperationState> => {
    const share = (await read(signal)).shares[version] ?? 0;
    return share === percent
      ? { is: 'succeeded', note: `${version} has ${share} % of the traffic` }
      : { is: 'failed', why: `${problem}; ${version} has ${share} % of the traffic` };
  };

  const checkShift = async (operation: Operation, signal: AbortSignal): Promise<OperationState> => {
    const records = await shiftRecords(folder, operation.id);
    switch (records.is) {
      case 'absent':
        return { is: 'absent' };
      case 'running':
        return { is: 'running' };
      case 'lost':
        return settled(operation, records.why, signal);
      case 'ended': {
        const { code, problem, tail } = records.ending;
        if (code === ENDED.done) return { is: 'succeeded', note: tail };
        return code === ENDED.refused
          ? { is: 'failed', why: problem ?? 'it was refused' }
          : settled(operation, problem ?? 'it was cut off', signal);
      }
    }
  };

  return {
    can: {
      shift: true,
      granularityPercent: 1,
      forgets: true,
      run: Object.keys(rest.actions ?? {}).length > 0,
    },
    visibleAfterMs: VISIBLE_AFTER_MS,
    async start(operation, signal) {
      if (operation.kind !== 'shift') return shellFor(operation).start(operation, signal);
      if ((await shiftRecords(folder, operation.id)).is !== 'absent') return;
      await shiftTraffic(operation, { folder, place, slots, reading }, signal);
    },
    check: (operation, signal) =>
      operation.kind === 'shift'
        ? checkShift(operation, signal)
        : shellFor(operation).check(operation, signal),
    async cancel(operation, signal) {
      // A shift is over before anybody could stop it.
      if (operation.kind !== 'shift') await shellFor(operation).cancel(operation, signal);
    },
    read,
    async output(operation, offset, signal) {
      return operation.kind === 'shift' ? '' : shellFor(operation).output(operation, offset, signal);
    },
  };
};
