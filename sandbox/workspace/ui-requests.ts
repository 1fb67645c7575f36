import { z } from 'zod';
import { act, suggest } from './acts/actions.ts';
import { slashCommand } from './acts/commands.ts';
import { joinChannel, openDirect, openHome, say } from './acts/messages.ts';
import { failed } from './acts/outcomes.ts';
import { useShortcut } from './acts/shortcuts.ts';
import { closeView, submitView } from './acts/views.ts';
import { type Context, findPerson } from './context.ts';
import type { Outcome, UiRequests } from './ui-protocol.ts';

const Fields = z.record(z.string(), z.unknown());
const State = z.object({ values: z.record(z.string(), z.record(z.string(), Fields)) });
const Container = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: z.string(), ts: z.string(), ephemeral: z.boolean() }),
  z.object({ type: z.literal('view'), viewId: z.string() }),
]);
const threadTs = z.string().exactOptional();
const person = z.string();
const Element = { person, container: Container, blockId: z.string(), actionId: z.string() };

const shapes: { [Path in keyof UiRequests]: z.ZodType<UiRequests[Path]> } = {
  messages: z.object({ person, channel: z.string(), text: z.string(), threadTs }),
  commands: z.object({ person, channel: z.string(), text: z.string(), threadTs }),
  actions: z.object({ ...Element, chosen: Fields, state: State }),
  'views/submit': z.object({ person, viewId: z.string(), state: State }),
  'views/close': z.object({ person, viewId: z.string(), all: z.boolean().exactOptional() }),
  home: z.object({ person }),
  shortcuts: z.object({
    person,
    callbackId: z.string(),
    message: z.object({ channel: z.string(), ts: z.string() }).exactOptional(),
  }),
  options: z.object({ ...Element, query: z.string() }),
  direct: z.object({ person, with: z.string() }),
  join: z.object({ person, channel: z.string() }),
};

const acts: {
  [Path in keyof UiRequests]: (ctx: Context, asked: UiRequests[Path]) => Outcome | Promise<Outcome>;
} = {
  messages: say,
  commands: slashCommand,
  actions: act,
  'views/submit': submitView,
  'views/close': closeView,
  home: openHome,
  shortcuts: useShortcut,
  options: suggest,
  direct: openDirect,
  join: joinChannel,
};

export const isUiPath = (path: string): path is keyof UiRequests => Object.hasOwn(acts, path);

/** Does what a page asks; undefined when the body has the wrong shape. Persons may be named by handle too. */
export async function answerPage<Path extends keyof UiRequests>(
  ctx: Context,
  path: Path,
  body: unknown,
): Promise<Outcome | undefined> {
  const parsed = shapes[path].safeParse(body);
  if (!parsed.success) return undefined;
  const who = findPerson(ctx, parsed.data.person);
  if (who === undefined) return failed('user_not_found', 'There is no such person.');
  return acts[path](ctx, { ...parsed.data, person: who.id });
}
