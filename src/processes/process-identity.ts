import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, platform } from 'node:os';

const isLinux = platform() === 'linux';

const printed = (command: string, args: string[]): string => {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};

/**
 * Names the stretch of time and the place in which a process id means the same process: this host, this
 * boot, and on Linux this pid namespace (a container that restarts counts its ids from 1 again).
 */
export const machineIdentity = (): string => {
  const boot = isLinux
    ? `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
    : printed('sysctl', ['-n', 'kern.boottime']);
  return `${hostname()} ${boot}`;
};

/** When a process started, in whatever unit the system counts; null when no such process lives. */
export const processStart = (pid: number): string | null => {
  if (!isLinux) return printed('ps', ['-o', 'lstart=', '-p', String(pid)]) || null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces and parentheses itself: proc_pid_stat(5).
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
};
