import { z } from 'zod';
import { type Context, personOf } from '../context.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { emailOf, wireGroup, wirePerson } from '../wire-shapes.ts';
import { flag, method, Paging, page } from './method.ts';

const scopes = ['users:read'];
const groupScopes = ['usergroups:read'];

const seesEmail = (ctx: Context) => ctx.app.scopes.includes('users:read.email');

export const peopleMethods = {
  'users.info': method({
    tier: 4,
    scopes,
    args: z.object({ user: z.string(), include_locale: flag.optional() }),
    run: (args, ctx) => ({
      user: wirePerson(ctx.team, personOf(ctx, args.user), seesEmail(ctx), args.include_locale),
    }),
  }),

  'users.list': method({
    tier: 2,
    scopes,
    args: z.object(Paging),
    run(args, ctx) {
      const { items, next } = page(ctx.state.people.all(), args);
      return {
        members: items.map(person => wirePerson(ctx.team, person, seesEmail(ctx))),
        response_metadata: { next_cursor: next },
      };
    },
  }),

  'users.lookupByEmail': method({
    tier: 3,
    scopes: ['users:read.email'],
    args: z.object({ email: z.string() }),
    run(args, ctx) {
      const person = ctx.state.people.all().find(one => !one.isBot && emailOf(one) === args.email);
      if (person === undefined) throw new SlackRefusal('users_not_found');
      return { user: wirePerson(ctx.team, person, true) };
    },
  }),

  'usergroups.list': method({
    tier: 2,
    scopes: groupScopes,
    args: z.object({ include_users: flag.optional(), include_count: flag.optional() }),
    run(args, ctx) {
      const extras = { users: args.include_users ?? false, count: args.include_count ?? false };
      return { usergroups: ctx.state.groups.all().map(group => wireGroup(ctx.team, group, extras)) };
    },
  }),

  'usergroups.users.list': method({
    tier: 2,
    scopes: groupScopes,
    args: z.object({ usergroup: z.string() }),
    run(args, ctx) {
      const group = ctx.state.groups.get(args.usergroup);
      if (group === undefined) throw new SlackRefusal('no_such_subteam');
      return { users: group.members };
    },
  }),
};
