import type { Context } from '../context.ts';
import type { Message } from '../state.ts';
import type { Json, Outcome, UiRequests } from '../ui-protocol.ts';
import { keepState } from '../view-stacks.ts';
import { blocksOf, type Container, containerFor, wireContainer } from './containers.ts';
import { elementsIn, initialState, merged } from './elements.ts';
import { done, failed, unanswered } from './outcomes.ts';
import { actionTs, interaction } from './payloads.ts';

const gone = failed('not_found', 'This is not there any more.');

/**
 * A person presses a button or chooses in a select: the app gets `block_actions`.
 * @param onScreen what they see of it, when it was edited a moment ago
 */
export async function act(
  ctx: Context,
  asked: UiRequests['actions'],
  onScreen?: readonly Json[],
): Promise<Outcome> {
  const container = containerFor(ctx, asked.person, asked.container);
  if (container === undefined) return gone;
  const found = elementsIn(onScreen ?? blocksOf(container)).find(
    one => one.blockId === asked.blockId && one.element.action_id === asked.actionId,
  );
  if (found === undefined) return gone;
  const state = merged(initialState(blocksOf(container)), asked.state);
  const current = withState(ctx, container, state);
  const receipt = await ctx.deliver({
    kind: 'interactive',
    payload: {
      ...interaction(ctx, 'block_actions', asked.person),
      ...wireContainer(ctx, current),
      ...('message' in current
        ? { state, response_url: responseUrl(ctx, asked.person, current.message) }
        : {}),
      trigger_id: ctx.triggers.issue({
        person: asked.person,
        ...('view' in current ? { viewId: current.view.id } : {}),
      }),
      actions: [
        { ...described(found.element), block_id: found.blockId, ...asked.chosen, action_ts: actionTs(ctx) },
      ],
    },
  });
  return receipt.acknowledged ? done : unanswered(ctx, receipt);
}

/** The choices an external select offers for what was typed. */
export async function suggest(ctx: Context, asked: UiRequests['options']): Promise<Outcome> {
  const container = containerFor(ctx, asked.person, asked.container);
  if (container === undefined) return gone;
  const receipt = await ctx.deliver({
    kind: 'options',
    payload: {
      ...interaction(ctx, 'block_suggestion', asked.person),
      ...wireContainer(ctx, container),
      action_id: asked.actionId,
      block_id: asked.blockId,
      value: asked.query,
    },
  });
  if (!receipt.acknowledged) return unanswered(ctx, receipt);
  const groups = (receipt.body?.option_groups ?? []) as { options: Json[] }[];
  const options = [...((receipt.body?.options ?? []) as Json[]), ...groups.flatMap(group => group.options)];
  return { ok: true, options };
}

function withState(ctx: Context, container: Container, state: UiRequests['actions']['state']): Container {
  return 'view' in container ? { view: keepState(ctx, container.view, state) } : container;
}

const describing = ['type', 'action_id', 'text', 'value', 'style', 'placeholder', 'confirm'];

function described(element: Json): Json {
  return Object.fromEntries(Object.entries(element).filter(([field]) => describing.includes(field)));
}

function responseUrl(ctx: Context, person: string, message: Message): string {
  return (
    ctx.url +
    ctx.responseUrls.issue({
      person,
      channel: message.channel,
      message: { ts: message.ts, ephemeral: message.onlyFor !== undefined },
    })
  );
}
