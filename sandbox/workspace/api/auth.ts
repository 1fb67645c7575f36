import { z } from 'zod';
import { method } from './method.ts';

export const authMethods = {
  'auth.test': method({
    tier: 'special',
    args: z.object({}),
    run: (_args, ctx) => ({
      url: `${ctx.url}/`,
      team: ctx.team.name,
      team_id: ctx.team.id,
      user: ctx.app.name,
      user_id: ctx.app.botUserId,
      bot_id: ctx.app.botId,
      is_enterprise_install: false,
    }),
  }),
  'apps.connections.open': method({
    tier: 3,
    byAppToken: true,
    args: z.object({}),
    run: (_args, ctx) => ({ url: ctx.socketUrl() }),
  }),
};
