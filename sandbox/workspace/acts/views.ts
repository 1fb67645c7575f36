import type { Context } from '../context.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../state.ts';
import type { Json, Outcome, UiRequests } from '../ui-protocol.ts';
import { closeModal, findView, keepState, pushModal, updateView } from '../view-stacks.ts';
import { wireView } from '../wire-shapes.ts';
import { initialState, merged, unfit } from './elements.ts';
import { done, failed, unanswered } from './outcomes.ts';
import { interaction } from './payloads.ts';

const gone = failed('not_found', 'This dialog is not open any more.');

/** A person submits a modal: the app gets `view_submission`, and its acknowledgement says what follows. */
export async function submitView(ctx: Context, asked: UiRequests['views/submit']): Promise<Outcome> {
  const view = modalOf(ctx, asked.person, asked.viewId);
  if (view === undefined) return gone;
  const state = merged(initialState(view.blocks), asked.state);
  const errors = unfit(view.blocks, state);
  if (Object.keys(errors).length > 0) return { ok: true, errors };
  const filled = keepState(ctx, view, state);
  const receipt = await ctx.deliver({
    kind: 'interactive',
    payload: {
      ...interaction(ctx, 'view_submission', asked.person),
      view: wireView(ctx, filled),
      trigger_id: ctx.triggers.issue({ person: asked.person, viewId: view.id }),
      response_urls: [],
    },
  });
  if (!receipt.acknowledged) return unanswered(ctx, receipt);
  // The app may have updated or closed it while it was deciding.
  const current = modalOf(ctx, asked.person, asked.viewId);
  if (current === undefined) return done;
  try {
    return follow(ctx, current, receipt.body ?? {});
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return failed(error.code, `${ctx.app.name} answered with a dialog that was refused: ${error.code}.`);
  }
}

/** https://docs.slack.dev/surfaces/modals: the four response actions, and none, which closes the view. */
function follow(ctx: Context, view: View, body: Json): Outcome {
  switch (body.response_action) {
    case undefined:
      closeModal(ctx, view);
      return done;
    case 'clear':
      closeModal(ctx, view, true);
      return done;
    case 'update':
      updateView(ctx, view, body.view);
      return done;
    case 'push':
      pushModal(ctx, view.person, body.view);
      return done;
    case 'errors':
      return withErrors(ctx, view, (body.errors ?? {}) as { [blockId: string]: string });
    default:
      return failed('invalid_response_action', `${ctx.app.name} gave an answer that Slack does not know.`);
  }
}

/** Errors can only be shown beside input blocks that are there. */
function withErrors(ctx: Context, view: View, errors: { [blockId: string]: string }): Outcome {
  const inputs = view.blocks.filter(block => block.type === 'input').map(block => block.block_id);
  const stray = Object.keys(errors).filter(id => !inputs.includes(id));
  if (stray.length > 0 || Object.keys(errors).length === 0)
    return failed(
      'invalid_errors',
      `${ctx.app.name} reported errors for inputs that do not exist: ${stray.join(', ')}.`,
    );
  return { ok: true, errors };
}

/** A person closes a modal, and with `all` the whole stack. */
export async function closeView(ctx: Context, asked: UiRequests['views/close']): Promise<Outcome> {
  const view = modalOf(ctx, asked.person, asked.viewId);
  if (view === undefined) return gone;
  const everything = asked.all === true || view.clearOnClose;
  for (const closed of closeModal(ctx, view, everything).filter(one => one.notifyOnClose)) {
    await ctx.deliver({
      kind: 'interactive',
      payload: {
        ...interaction(ctx, 'view_closed', asked.person),
        view: wireView(ctx, closed),
        is_cleared: everything,
      },
    });
  }
  return done;
}

function modalOf(ctx: Context, person: string, id: string): View | undefined {
  return findView(ctx, one => one.type === 'modal' && one.id === id && one.person === person);
}
