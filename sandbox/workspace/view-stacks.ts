import type { Context } from './context.ts';
import { withIds } from './post.ts';
import { refusalWithMessages, SlackRefusal } from './slack-refusal.ts';
import { newId, type View } from './state.ts';
import type { Json } from './ui-protocol.ts';
import { isTooLarge, problemsWithView } from './view-rules.ts';

/** https://docs.slack.dev/surfaces/modals: a stack holds three views. */
const maxStack = 3;

export const modalsOf = (ctx: Context, person: string): View[] => ctx.state.modals.get(person) ?? [];

/** Shows a modal instead of whatever modals the person has open. */
export function openModal(ctx: Context, person: string, given: unknown): View {
  const view = newView(ctx, person, given, []);
  ctx.state.modals.put(person, [view]);
  return view;
}

/** Puts a modal on top; throws SlackRefusal `push_limit_reached`, or `not_found` when none is open. */
export function pushModal(ctx: Context, person: string, given: unknown): View {
  const stack = modalsOf(ctx, person);
  if (stack.length === 0) throw new SlackRefusal('not_found');
  if (stack.length >= maxStack) throw new SlackRefusal('push_limit_reached');
  const view = newView(ctx, person, given, stack);
  ctx.state.modals.put(person, [...stack, view]);
  return view;
}

/** Replaces the content of a view. Throws SlackRefusal `hash_conflict` when `hash` is not its latest. */
export function updateView(ctx: Context, old: View, given: unknown, hash?: string): View {
  const content = contentOf(given);
  if (hash !== undefined && hash !== old.hash) throw new SlackRefusal('hash_conflict');
  if (content.type !== old.type) throw new SlackRefusal('invalid_arguments');
  refuseTakenExternalId(ctx, content.externalId, old.id);
  const view: View = { ...old, ...content, hash: newHash(ctx), state: keptState(old, content.blocks) };
  if (view.type === 'home') ctx.state.homes.put(view.person, view);
  else replaceInStack(ctx, view);
  return view;
}

export function publishHome(ctx: Context, person: string, given: unknown, hash?: string): View {
  const old = ctx.state.homes.get(person);
  if (old !== undefined) return updateView(ctx, old, given, hash);
  const view = newView(ctx, person, given, []);
  if (view.type !== 'home') throw new SlackRefusal('invalid_arguments');
  ctx.state.homes.put(person, view);
  return view;
}

/** Takes a modal, and whatever is above it, off the stack. Answers what was taken off. */
export function closeModal(ctx: Context, view: View, everything = false): View[] {
  const stack = modalsOf(ctx, view.person);
  const from = everything ? 0 : stack.findIndex(one => one.id === view.id);
  if (from < 0) return [];
  ctx.state.modals.put(view.person, stack.slice(0, from));
  return stack.slice(from);
}

/** Keeps what a person has entered so far. */
export function keepState(ctx: Context, view: View, state: View['state']): View {
  const kept = { ...view, state };
  if (view.type === 'home') ctx.state.homes.put(view.person, kept);
  else replaceInStack(ctx, kept);
  return kept;
}

export function findView(ctx: Context, matches: (view: View) => boolean): View | undefined {
  return ctx.state.modals.all().flat().find(matches) ?? ctx.state.homes.all().find(matches);
}

function replaceInStack(ctx: Context, view: View): void {
  const stack = modalsOf(ctx, view.person);
  ctx.state.modals.put(
    view.person,
    stack.map(one => (one.id === view.id ? view : one)),
  );
}

export type Content = Omit<View, 'id' | 'hash' | 'person' | 'rootViewId' | 'previousViewId' | 'state'>;

/** Throws SlackRefusal `view_too_large`, or `invalid_arguments` with what is wrong where. */
export function contentOf(given: unknown): Content {
  if (isTooLarge(given)) throw new SlackRefusal('view_too_large');
  const problems = problemsWithView(given);
  if (problems.length > 0) throw refusalWithMessages('invalid_arguments', problems);
  const view = given as Json;
  const isModal = view.type === 'modal';
  const closeWord = { type: 'plain_text', text: 'Close', emoji: true };
  return {
    type: isModal ? 'modal' : 'home',
    callbackId: String(view.callback_id ?? ''),
    externalId: String(view.external_id ?? ''),
    privateMetadata: String(view.private_metadata ?? ''),
    title: isModal ? (view.title as Json) : null,
    submit: (view.submit as Json | undefined) ?? null,
    close: isModal ? ((view.close as Json | undefined) ?? closeWord) : null,
    blocks: withIds(view.blocks as Json[]),
    notifyOnClose: view.notify_on_close === true,
    clearOnClose: view.clear_on_close === true,
  };
}

function newView(ctx: Context, person: string, given: unknown, below: View[]): View {
  const content = contentOf(given);
  refuseTakenExternalId(ctx, content.externalId);
  const id = newId('V');
  return {
    ...content,
    id,
    person,
    hash: newHash(ctx),
    rootViewId: below[0]?.id ?? id,
    previousViewId: below.at(-1)?.id ?? null,
    state: { values: {} },
  };
}

function refuseTakenExternalId(ctx: Context, externalId: string, ownId?: string): void {
  if (externalId === '') return;
  if (findView(ctx, view => view.externalId === externalId && view.id !== ownId))
    throw new SlackRefusal('duplicate_external_id');
}

const newHash = (ctx: Context) => `${Math.floor(ctx.clock() / 1000)}.${newId('h').slice(1, 9)}`;

/** Slack keeps what was entered in a block that is still there after an update. */
function keptState(old: View, blocks: Json[]): View['state'] {
  const still = new Set(blocks.map(block => block.block_id));
  return { values: Object.fromEntries(Object.entries(old.state.values).filter(([id]) => still.has(id))) };
}
