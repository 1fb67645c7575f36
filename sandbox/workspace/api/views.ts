import { z } from 'zod';
import { type Context, personOf } from '../context.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../state.ts';
import { contentOf, findView, openModal, publishHome, pushModal, updateView } from '../view-stacks.ts';
import { wireView } from '../wire-shapes.ts';
import { json, method } from './method.ts';

const Opening = z.object({ trigger_id: z.string(), view: json });

export const viewMethods = {
  'views.open': method({
    tier: 4,
    args: Opening,
    run(args, ctx) {
      refuseUnless(args.view, 'modal');
      const { person } = ctx.triggers.exchange(args.trigger_id);
      return { view: wireView(ctx, openModal(ctx, person, args.view)) };
    },
  }),

  'views.push': method({
    tier: 4,
    args: Opening,
    run(args, ctx) {
      refuseUnless(args.view, 'modal');
      const { person } = ctx.triggers.exchange(args.trigger_id);
      return { view: wireView(ctx, pushModal(ctx, person, args.view)) };
    },
  }),

  'views.update': method({
    tier: 4,
    args: z.object({
      view: json,
      view_id: z.string().optional(),
      external_id: z.string().optional(),
      hash: z.string().optional(),
    }),
    run(args, ctx) {
      const old = wanted(ctx, args.view_id, args.external_id);
      return { view: wireView(ctx, updateView(ctx, old, args.view, args.hash)) };
    },
  }),

  'views.publish': method({
    tier: 4,
    args: z.object({ user_id: z.string(), view: json, hash: z.string().optional() }),
    run(args, ctx) {
      const person = personOf(ctx, args.user_id);
      refuseUnless(args.view, 'home');
      return { view: wireView(ctx, publishHome(ctx, person.id, args.view, args.hash)) };
    },
  }),
};

/** A view that would be refused does not use up the trigger. */
function refuseUnless(view: unknown, type: View['type']): void {
  if (contentOf(view).type !== type) throw new SlackRefusal('invalid_arguments');
}

function wanted(ctx: Context, id: string | undefined, externalId: string | undefined): View {
  if (!id && !externalId) throw new SlackRefusal('invalid_arguments');
  const view = findView(ctx, one => (id ? one.id === id : one.externalId === externalId));
  if (view === undefined) throw new SlackRefusal('not_found');
  return view;
}
