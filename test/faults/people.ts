import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { Message } from '../../sandbox/workspace/state.ts';
import type { Outcome } from '../../sandbox/workspace/ui-protocol.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Release } from '../../src/release/state.ts';
import { CHANNEL } from '../jobs/post-office.ts';
import type { World } from './world.ts';

/** Somebody wants something of the release, and goes on until they see that it is so. */
export interface Wish {
  by: string;
  /** What they type. */
  says: string;
  /** What they press instead where they can see it. */
  button?: string;
  /** What they fill in when a form opens. */
  fillsIn?: Record<string, string>;
  isSo(release: Release): boolean;
}

/** So often somebody tries before they would ask for help. */
const TRIES = 9;

/** Types or presses until the wish is so. @throws when it never is */
export async function fulfil(wish: Wish, world: World): Promise<number> {
  const { workspace, engine } = world;
  let gestures = 0;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const release = await theRelease(engine, world);
    if (release && wish.isSo(release)) return gestures;
    gestures += 1;
    await begin(wish, workspace);
    await world.hasAnswered();
    if (isWhole(workspace, wish)) {
      await workspace.submitView({ person: wish.by, values: wish.fillsIn ?? {} });
      await world.hasAnswered();
    }
    if (workspace.modal(wish.by)) await workspace.closeView({ person: wish.by, all: true });
  }
  const release = await theRelease(engine, world);
  if (release && wish.isSo(release)) return gestures;
  const answers = workspace.ephemerals(wish.by).map(({ text }) => text);
  throw new Error(
    `${wish.by} said “${wish.says}” ${gestures} times, and was told ${JSON.stringify(answers)}`,
  );
}

/** Whether a form is open and what has to be filled in is there; it may have got stuck while it was loading. */
function isWhole(workspace: Workspace, { by, fillsIn }: Wish): boolean {
  const modal = workspace.modal(by);
  if (!modal || !fillsIn) return false;
  return Object.keys(fillsIn).every(id => modal.blocks.some(block => block.block_id === id));
}

async function begin({ by, says, button }: Wish, workspace: Workspace): Promise<Outcome> {
  const message = button ? newestWith(button, workspace) : undefined;
  if (!message || !button) return workspace.slashCommand({ person: by, channel: CHANNEL, text: says });
  return workspace.click({
    person: by,
    message: { channel: CHANNEL, ts: message.ts },
    actionId: button,
  });
}

const newestWith = (button: string, workspace: Workspace): Message | undefined =>
  workspace.messages(CHANNEL).findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${button}"`));

/** The one that is planned in the run, once it is. */
export async function theRelease(engine: Engine, { db }: Pick<World, 'db'>): Promise<Release | null> {
  const { rows } = await db.query<{ id: string }>('select id from app.releases');
  return rows[0] ? engine.load(rows[0].id) : null;
}
