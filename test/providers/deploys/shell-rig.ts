import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ShellTargetOptions, shellTarget } from '../../../src/providers/deploys/shell.ts';
import type { Rig } from './conformance.ts';

/** What an organisation's deploy script might look like; it keeps the shares in a file. */
const SCRIPT = `#!/bin/sh
[ "$1" = backup ] && echo 'running backup' || echo "installing $TMINUS_VERSION"
echo "$TMINUS_OPERATION" >> "$ROOM/effects"
case "$TMINUS_VERSION" in
  *-fails) echo 'no such artefact' >&2; exit 3 ;;
  *-hangs) sleep 60 & echo $! > "$ROOM/grandchild"; wait ;;
esac
case "$1" in
  install) [ -f "$ROOM/shares" ] || echo "\\"$TMINUS_VERSION\\":0" > "$ROOM/shares" ;;
  shift) echo "\\"$TMINUS_AGAINST\\":$((100 - TMINUS_PERCENT)),\\"$TMINUS_VERSION\\":$TMINUS_PERCENT" > "$ROOM/shares"
    [ "$TMINUS_PERCENT" -lt 50 ] || echo "$TMINUS_VERSION" > "$ROOM/version" ;;
  restore) echo "\\"$TMINUS_VERSION\\":100" > "$ROOM/shares"; echo "$TMINUS_VERSION" > "$ROOM/version" ;;
esac
`;

const READ = `#!/bin/sh
[ -f "$ROOM/version" ] || exit 0
echo "{\\"version\\":\\"$(cat "$ROOM/version")\\",\\"shares\\":{$(cat "$ROOM/shares")}}"
`;

export interface ShellRig extends Rig {
  /** A folder of the test's own. */
  room: string;
  folder: string;
  options: ShellTargetOptions;
}

export const openShellRig = async (over: Partial<ShellTargetOptions> = {}): Promise<ShellRig> => {
  const room = await mkdtemp(join(tmpdir(), 'tminus-shell-'));
  for (const [name, text] of Object.entries({ deploy: SCRIPT, read: READ })) {
    await writeFile(join(room, name), text);
    await chmod(join(room, name), 0o755);
  }
  const deploy = join(room, 'deploy');
  const options: ShellTargetOptions = {
    folder: join(room, 'operations'),
    commands: {
      install: [deploy, 'install'],
      shift: [deploy, 'shift'],
      restore: [deploy, 'restore'],
      read: [join(room, 'read')],
    },
    actions: { backup: [deploy, 'backup'] },
    service: 'checkout',
    environment: 'production',
    variables: { PATH: '/usr/local/bin:/usr/bin:/bin', ROOM: room },
    graceMs: 300,
    ...over,
  };
  return {
    room,
    folder: options.folder,
    options,
    target: shellTarget(options),
    async effects(id) {
      const all = await readFile(join(room, 'effects'), 'utf8').catch(() => '');
      return all.split('\n').filter(one => one === id).length;
    },
    close: () => rm(room, { recursive: true, force: true }),
  };
};
