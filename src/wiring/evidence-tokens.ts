import { createHash } from 'node:crypto';
import type { TokenQueries } from '../commands/desk.ts';
import type { Carrying, Engine } from '../engine/engine.ts';
import type { Queryable } from '../store/database.ts';
import { allTokens, keepToken, revokeToken } from '../store/evidence-tokens.ts';
import { mintToken } from '../web/evidence-token.ts';

/**
 * Tokens of the evidence endpoint, made and taken back by people in Slack, or by an operator at the machine. One is on
 * record before it works, and refused before that is on record.
 */
export function tokenQueries(
  db: Queryable,
  engine: Pick<Engine, 'handleOrganisation'>,
  operator?: string,
): TokenQueries {
  const doer = ({ actor: by }: Carrying) => ({ by, ...(operator !== undefined && { operator }) });
  return {
    all: () => allTokens(db),
    async make(wish, carrying) {
      const { id, token, hash } = mintToken(idFor(carrying.commandId));
      const command = { type: 'MakeToken', token: id, ...wish, ...doer(carrying) } as const;
      const outcome = await engine.handleOrganisation(command, carrying);
      if (outcome.is === 'refused') return outcome.refusal;
      return { token, kept: await keepToken(db, { ...wish, id, hash }) };
    },
    async revoke(id, carrying) {
      await revokeToken(db, id);
      await engine.handleOrganisation({ type: 'RevokeToken', token: id, ...doer(carrying) }, carrying);
    },
  };
}

/** The same wish delivered to another process finds the token made, and makes no second one. */
const idFor = (commandId: string) => createHash('sha256').update(commandId).digest('hex').slice(0, 12);
