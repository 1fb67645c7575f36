import { createHash } from 'node:crypto';
import type { TokenQueries } from '../commands/desk.ts';
import type { Engine } from '../engine/engine.ts';
import type { Queryable } from '../store/database.ts';
import { allTokens, keepToken, revokeToken } from '../store/evidence-tokens.ts';
import { mintToken } from '../web/evidence-token.ts';

/**
 * Tokens of the evidence endpoint, made and taken back by people in Slack. One is on record before it works, and
 * refused before that is on record.
 */
export function tokenQueries(db: Queryable, engine: Pick<Engine, 'handleOrganisation'>): TokenQueries {
  return {
    all: () => allTokens(db),
    async make(wish, carrying) {
      const { id, token, hash } = mintToken(idFor(carrying.commandId));
      const command = { type: 'MakeToken', by: carrying.actor, token: id, ...wish } as const;
      const outcome = await engine.handleOrganisation(command, carrying);
      if (outcome.is === 'refused') return outcome.refusal;
      return { token, kept: await keepToken(db, { ...wish, id, hash }) };
    },
    async revoke(id, carrying) {
      await revokeToken(db, id);
      await engine.handleOrganisation({ type: 'RevokeToken', by: carrying.actor, token: id }, carrying);
    },
  };
}

/** The same wish delivered to another process finds the token made, and makes no second one. */
const idFor = (commandId: string) => createHash('sha256').update(commandId).digest('hex').slice(0, 12);
