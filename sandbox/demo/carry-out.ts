import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from './lane.ts';
import type { OperationBody, Settings } from './protocol.ts';

/** Why an operation ended without success. */
export class OperationFailed extends Error {
  override name = 'OperationFailed';
}

export interface Circumstances {
  lane: Lane;
  settings: Settings;
  /** Fires when the operation is cancelled or the demo closes. */
  signal: AbortSignal;
  /** One line of output. */
  say(line: string): void;
  /** Called right before traffic moves; throws when a newer decision has been made since. */
  assertNewest(): void;
}

/** Versions without traffic that stay installed, so that there is something to go back to. */
const SPARE_VERSIONS = 3;
const HEALTH_CHECKS = 3;

/** Carries an operation out. Safe to run again from the start after a restart. */
export async function carryOut(operation: OperationBody, at: Circumstances): Promise<string> {
  const { version } = operation;
  switch (operation.kind) {
    case 'install':
      await install(version, at.settings.installMs, at);
      await removeSpares(version, at);
      return `${version} is installed`;
    case 'shift':
      return shift(operation, at);
    case 'restore':
      return restore(operation, at);
    case 'run':
      return run(operation, at);
  }
}

/** An action has no more to it here than its time and what it prints. */
async function run({ action, version, with: handed = {} }: OperationBody, at: Circumstances) {
  at.say(`running ${action} for ${at.lane.service} ${version}`);
  for (const [name, value] of Object.entries(handed)) at.say(`${name}: ${value}`);
  await sleep(at.settings.shiftMs, undefined, { signal: at.signal });
  at.assertNewest();
  return `${action} is done`;
}

async function install(version: string, takesMs: number, { lane, signal, say }: Circumstances) {
  if (lane.backend(version)) return say(`${version} is installed already`);
  say(`fetching ${lane.service} ${version}`);
  await sleep(takesMs / 2, undefined, { signal });
  const backend = await lane.start(version);
  say(`started on 127.0.0.1:${backend.port}`);
  try {
    for (let check = 1; check <= HEALTH_CHECKS; check += 1) {
      await sleep(takesMs / 2 / HEALTH_CHECKS, undefined, { signal });
      const answer = await fetch(`http://127.0.0.1:${backend.port}/health`, { signal });
      say(`health check ${check} of ${HEALTH_CHECKS}: ${answer.status} ${await answer.text()}`);
      if (answer.ok) return;
    }
    throw new OperationFailed(
      `${version} fails to start: ${backend.ill() ?? 'its health check does not pass'}`,
    );
  } catch (error) {
    await lane.stop(version);
    say(`${version} was removed again`);
    throw error;
  }
}

async function removeSpares(newest: string, { lane, say }: Circumstances) {
  const shares = lane.shares();
  const spares = lane.installed().filter(version => version !== newest && !shares[version]);
  for (const version of spares.slice(0, -SPARE_VERSIONS)) {
    await lane.stop(version);
    say(`removed ${version}, which had no traffic`);
  }
}

async function shift({ version, against, percent }: OperationBody, at: Circumstances) {
  await sleep(at.settings.shiftMs, undefined, { signal: at.signal });
  at.assertNewest();
  if (!at.lane.backend(version)) throw new OperationFailed(`${version} is not installed`);
  at.lane.divide(
    against === null ? { [version]: percent } : { [version]: percent, [against]: 100 - percent },
  );
  const note =
    against === null ? `${version} ${percent} %` : `${version} ${percent} %, ${against} ${100 - percent} %`;
  at.say(`traffic: ${note}`);
  return note;
}

async function restore({ version, against }: OperationBody, at: Circumstances) {
  if (!at.lane.backend(version)) await install(version, at.settings.restoreMs, at);
  at.assertNewest();
  at.lane.divide({ [version]: 100 });
  at.say(`traffic: ${version} 100 %`);
  await sleep(at.settings.restoreMs, undefined, { signal: at.signal });
  at.assertNewest();
  if (against !== null && at.lane.backend(against)) {
    await at.lane.stop(against);
    at.say(`stopped ${against} after its last answer`);
  }
  return `${version} serves everything`;
}
