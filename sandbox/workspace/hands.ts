import { act } from './acts/actions.ts';
import { slashCommand } from './acts/commands.ts';
import { blocksOf, containerFor } from './acts/containers.ts';
import { chosen, elementsIn, type FoundElement, type Pick, type ViewState } from './acts/elements.ts';
import { joinChannel, openDirect, openHome, say } from './acts/messages.ts';
import { failed } from './acts/outcomes.ts';
import { useShortcut } from './acts/shortcuts.ts';
import { closeView, submitView } from './acts/views.ts';
import { addMembers, createChannel, findChannel } from './channels.ts';
import { type Context, findPerson } from './context.ts';
import type { Json, Outcome, UiContainer } from './ui-protocol.ts';
import { modalsOf } from './view-stacks.ts';

type Entry = { person: string; channel: string; text: string; threadTs?: string };

type Click = {
  person: string;
  /** The message or the view the element is in; a view is the person's top modal unless it says otherwise. */
  message?: { channel: string; ts: string; ephemeral?: boolean };
  viewId?: string;
  /** The element, which must be the only one that fits. */
  actionId: string;
  blockId?: string;
  value?: string;
  /** For everything but buttons: what is chosen. */
  pick?: Pick;
  /** The blocks of the message that the person still sees, when an edit has not reached their screen; as it is when left out. */
  onScreen?: readonly Json[];
};

type Submission = {
  person: string;
  /** The top modal when left out. */
  viewId?: string;
  /** By action id or block id; what is left out keeps its initial value. */
  values?: { [id: string]: Pick };
};

/** Somebody using the workspace, for tests and demos: persons by handle or id, channels by name or id. */
export type Hands = {
  slashCommand(entry: Entry): Promise<Outcome>;
  say(entry: Entry): Promise<Outcome>;
  /** Says something that begins with the app's mention. */
  mention(entry: Entry): Promise<Outcome>;
  click(click: Click): Promise<Outcome>;
  submitView(submission: Submission): Promise<Outcome>;
  closeView(closing: { person: string; viewId?: string; all?: boolean }): Promise<Outcome>;
  openHome(person: string): Promise<Outcome>;
  globalShortcut(use: { person: string; callbackId: string }): Promise<Outcome>;
  messageShortcut(use: { person: string; callbackId: string; channel: string; ts: string }): Promise<Outcome>;
  openDirect(person: string, other: string): Promise<Outcome>;
  join(person: string, channel: string): Promise<Outcome>;
  /** Somebody makes a public channel without the app. */
  makeChannel(person: string, name: string): void;
  /** Somebody puts the app out of a channel; it hears nothing of it. */
  removeApp(channel: string): void;
  /** Somebody invites the app into a channel. */
  inviteApp(channel: string): void;
  /** Somebody archives a channel. */
  archive(channel: string): void;
  /** Puts these people, and nobody else, into a user group; the app hears of it. */
  setGroupMembers(handle: string, members: string[]): void;
};

export function handsOf(ctx: Context): Hands {
  const idOf = (who: string) => {
    const person = findPerson(ctx, who);
    if (person === undefined) throw new RangeError(`There is no “${who}” in this workspace.`);
    return person.id;
  };
  const channelOf = (ref: string) => {
    const channel = findChannel(ctx, ref);
    if (channel === undefined) throw new RangeError(`There is no channel “${ref}” in this workspace.`);
    return channel;
  };
  const by = <T extends { person: string }>(asked: T): T => ({ ...asked, person: idOf(asked.person) });
  const topModal = (person: string) => modalsOf(ctx, person).at(-1)?.id ?? '';

  return {
    slashCommand: entry => slashCommand(ctx, by(entry)),
    say: async entry => say(ctx, by(entry)),
    mention: async entry => say(ctx, { ...by(entry), text: `<@${ctx.app.botUserId}> ${entry.text}` }),
    async click(click) {
      const person = idOf(click.person);
      const where = containerOf(click, topModal(person));
      const container = containerFor(ctx, person, where);
      if (container === undefined) return failed('not_found', 'That message or dialog is not there.');
      const [found, ...more] = elementsIn(click.onScreen ?? blocksOf(container)).filter(one =>
        fits(one, click),
      );
      if (found === undefined)
        return failed('no_such_element', `There is nothing with the action ${click.actionId}.`);
      if (more.length > 0)
        return failed(
          'ambiguous_element',
          `More than one element has the action ${click.actionId}: say its block or value.`,
        );
      const asked = {
        person,
        container: where,
        blockId: found.blockId,
        actionId: click.actionId,
        chosen: click.pick === undefined ? {} : chosen(found.element, click.pick),
        state: 'view' in container ? container.view.state : { values: {} },
      };
      return act(ctx, asked, click.onScreen);
    },
    async submitView({ person: who, viewId: wanted, values = {} }) {
      const person = idOf(who);
      const viewId = wanted ?? topModal(person);
      const view = modalsOf(ctx, person).find(one => one.id === viewId);
      if (view === undefined) return failed('not_found', 'This dialog is not open.');
      return submitView(ctx, { person, viewId, state: filled(elementsIn(view.blocks), values, view.state) });
    },
    async closeView({ person: who, viewId, all }) {
      const person = idOf(who);
      return closeView(ctx, {
        person,
        viewId: viewId ?? topModal(person),
        ...(all === undefined ? {} : { all }),
      });
    },
    openHome: async person => openHome(ctx, { person: idOf(person) }),
    globalShortcut: use => useShortcut(ctx, by(use)),
    messageShortcut: ({ person, callbackId, channel, ts }) =>
      useShortcut(ctx, { person: idOf(person), callbackId, message: { channel, ts } }),
    openDirect: async (person, other) => openDirect(ctx, { person: idOf(person), with: idOf(other) }),
    join: async (person, channel) => joinChannel(ctx, { person: idOf(person), channel }),
    makeChannel(person, name) {
      const creator = idOf(person);
      createChannel(ctx, { name, kind: 'public', creator, members: [creator] });
    },
    removeApp(ref) {
      const channel = channelOf(ref);
      const members = channel.members.filter(id => id !== ctx.app.botUserId);
      ctx.state.channels.put(channel.id, { ...channel, members });
    },
    inviteApp(ref) {
      addMembers(ctx, channelOf(ref), [ctx.app.botUserId]);
    },
    archive(ref) {
      const channel = channelOf(ref);
      ctx.state.channels.put(channel.id, { ...channel, archived: true });
    },
    setGroupMembers(handle, members) {
      const group = ctx.state.groups.all().find(one => one.handle === handle);
      if (group === undefined) throw new RangeError(`There is no user group “${handle}”.`);
      const now = members.map(idOf);
      ctx.state.groups.put(group.id, { ...group, members: now });
      const added = now.filter(id => !group.members.includes(id));
      const removed = group.members.filter(id => !now.includes(id));
      ctx.emit({
        type: 'subteam_members_changed',
        subteam_id: group.id,
        team_id: ctx.team.id,
        date_previous_update: 0,
        date_update: Math.floor(ctx.clock() / 1000),
        added_users: added,
        added_users_count: added.length,
        removed_users: removed,
        removed_users_count: removed.length,
      });
    },
  };
}

function containerOf({ message, viewId }: Click, topModal: string): UiContainer {
  return message === undefined
    ? { type: 'view', viewId: viewId ?? topModal }
    : { type: 'message', channel: message.channel, ts: message.ts, ephemeral: message.ephemeral ?? false };
}

function fits({ blockId, element }: FoundElement, click: Click): boolean {
  return (
    element.action_id === click.actionId &&
    (click.blockId === undefined || blockId === click.blockId) &&
    (click.value === undefined || element.value === click.value)
  );
}

function filled(elements: FoundElement[], values: { [id: string]: Pick }, before: ViewState): ViewState {
  const state: ViewState = { values: { ...before.values } };
  for (const [id, pick] of Object.entries(values)) {
    const found = elements.find(one => one.element.action_id === id || one.blockId === id);
    if (found === undefined) throw new RangeError(`There is no input “${id}” in this dialog.`);
    const { blockId, element } = found;
    const value = { type: element.type, ...chosen(element, pick) };
    state.values[blockId] = { ...state.values[blockId], [String(element.action_id)]: value };
  }
  return state;
}
