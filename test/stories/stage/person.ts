import type { Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import type { Message, View } from '../../../sandbox/workspace/state.ts';
import type { Outcome } from '../../../sandbox/workspace/ui-protocol.ts';
import { buttonsOn, readable, until } from './reading.ts';

type Values = NonNullable<Parameters<Workspace['submitView']>[0]['values']>;

/** Somebody in a channel of the workspace: does what people do, and reads what only they can see. */
export interface Person {
  /** A slash command in the channel. */
  types(text: string): Promise<void>;
  /** Mentions the bot: `@tminus …`. */
  mentions(text: string, threadTs?: string): Promise<void>;
  /** Presses a button that is on this message. @throws when it is not there */
  clicks(button: string, message: Message): Promise<void>;
  /** Presses a button of a message as it was, on a screen that an edit has not reached yet. @throws when it was not there */
  clicksLate(button: string, message: Message): Promise<void>;
  /** Waits for a dialog that can be sent, fills it in and sends it. Answers the errors beside its fields. */
  submits(values?: Values): Promise<Record<string, string>>;
  /** Closes the dialog without sending it. */
  cancels(): Promise<void>;
  /** Waits until the dialog on top says this. */
  isAsked(says: RegExp): Promise<View>;
  /** Waits for an answer to the last gesture that only this person sees. */
  reads(says: RegExp): Promise<Message>;
  /** The same, or where a dialog was open already before that was learned: its text, with nothing left to send. */
  isRefused(says: RegExp): Promise<void>;
  /** Waits for a direct message from the bot. */
  isTold(says: RegExp): Promise<Message>;
}

export interface Place {
  workspace: Workspace;
  /** Where the person types. */
  channel: string;
  /** What the bot has logged, for failures. */
  logged(): string;
}

export function person(handle: string, { workspace, channel, logged }: Place): Person {
  let seen = 0;
  const answers = () => workspace.ephemerals(handle).slice(seen);
  const gesture = async (act: () => Promise<Outcome>) => {
    seen = workspace.ephemerals(handle).length;
    const outcome = await act();
    if (!outcome.ok) throw new Error(`@${handle} could not do that: ${outcome.error} ${outcome.sentence}`);
    return outcome;
  };
  const listed = (messages: readonly Message[]) =>
    `${messages.map(message => `• ${readable(message)}`).join('\n') || 'nothing'}\n${logged()}`;
  const openDialog = async (what: string, fits: (view: View) => boolean) =>
    until({
      for: `@${handle} ${what}`,
      look: () => {
        const view = workspace.modal(handle);
        return view && fits(view) ? view : undefined;
      },
      instead: () => {
        const view = workspace.modal(handle);
        return view ? readable(view) : `no dialog, but ${listed(answers())}`;
      },
    });
  const press = async (button: string, message: Message, onScreen?: Message['blocks']) => {
    const shown = buttonsOn(message);
    if (!shown.includes(button)) throw new Error(`There is no ${button} but ${shown.join(', ')} here.`);
    const late = onScreen === undefined ? {} : { onScreen };
    await gesture(() => workspace.click({ person: handle, message, actionId: button, ...late }));
  };

  return {
    types: async text => {
      const command = text.startsWith('/') ? text : `/release ${text}`;
      await gesture(() => workspace.slashCommand({ person: handle, channel, text: command }));
    },
    mentions: async (text, threadTs) => {
      const thread = threadTs === undefined ? {} : { threadTs };
      await gesture(() => workspace.mention({ person: handle, channel, text, ...thread }));
    },
    clicks: (button, message) => press(button, message),
    clicksLate: (button, message) => press(button, message, message.blocks),
    submits: async (values = {}) => {
      await openDialog('gets a dialog to send', view => view.submit !== null);
      const outcome = await gesture(() => workspace.submitView({ person: handle, values }));
      return 'errors' in outcome && outcome.errors ? { ...outcome.errors } : {};
    },
    cancels: async () => {
      await gesture(() => workspace.closeView({ person: handle }));
    },
    isAsked: says => openDialog(`gets a dialog that says ${says}`, view => says.test(readable(view))),
    reads: says =>
      until({
        for: `@${handle} reads ${says}`,
        look: () => answers().find(message => says.test(readable(message))),
        instead: () => listed(answers()),
      }),
    isRefused: async says => {
      const dialog = () => workspace.modal(handle);
      await until({
        for: `@${handle} to be refused: ${says}`,
        look: () => {
          const view = dialog();
          const shown = view?.submit === null ? [...answers(), view] : answers();
          return shown.find(one => says.test(readable(one)));
        },
        instead: () => `${listed(answers())}\n${readable(dialog() ?? { text: 'no dialog', blocks: [] })}`,
      });
      if (dialog()) await workspace.closeView({ person: handle });
    },
    isTold: async says => {
      const opened = await workspace.openDirect(handle, 'U00TMINUSX');
      const direct = 'channel' in opened && opened.channel ? opened.channel : '';
      const told = () => workspace.messages(direct);
      return until({
        for: `@${handle} to be told ${says}`,
        look: () => told().find(message => says.test(readable(message))),
        instead: () => listed(told()),
      });
    },
  };
}
