import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackDebian } from './real-services-debian.ts';

export interface Program {
  path: string;
  env: NodeJS.ProcessEnv;
  /** Whom it runs as, when not as the present user: PostgreSQL refuses root. */
  user: { uid: number; gid: number } | undefined;
}

export interface Wanted {
  /** Names it may have, the preferred one first. */
  names: string[];
  /** Folders to look in besides the PATH. */
  folders: string[];
  /** The Debian package that has it, and where it lies in there. */
  debian: { name: string; path: RegExp };
  /** What to tell a person when it cannot be had. */
  advice: string;
}

/** Looks on the machine, then fetches the distribution's own package and unpacks it, which needs no root. */
export async function findProgram(wanted: Wanted): Promise<Program> {
  const user = process.getuid?.() === 0 ? unprivileged() : undefined;
  const installed = find(wanted);
  if (installed) return { path: installed, env: process.env, user };
  const unpacked = await unpackDebian(wanted.debian, wanted.advice);
  return { ...unpacked, user };
}

function find({ names, folders }: Wanted): string | undefined {
  const path = (process.env.PATH ?? '').split(':').filter(folder => folder !== '');
  return [...path, ...folders]
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(candidate => existsSync(candidate));
}

/** Folders like `/usr/lib/postgresql/15/bin`, the newest version first. */
export function versionedFolders(parent: string, child: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort((one, other) => Number(other) - Number(one))
    .map(version => join(parent, version, child));
}

function unprivileged(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = ['postgres', 'nobody'].flatMap(name => lines.filter(each => each.startsWith(`${name}:`)))[0];
  const [, , uid, gid] = (line ?? 'nobody:x:65534:65534').split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Runs to the end as the program's user; throws with what it printed. */
export function run(program: Program, path: string, args: string[]): void {
  execFileSync(path, args, { env: program.env, cwd: '/', stdio: 'pipe', ...program.user });
}
