import type { GateName } from './gate-evidence.ts';
import type { Environment, Instant, PersonId } from './terms.ts';

/** What a token of the evidence endpoint is for. The secret, and what is kept of it, are nobody's business here. */
export interface TokenScope {
  /** Part of the token, and no secret. */
  token: string;
  name: string;
  service: string;
  /** Null: every gate that CI can tell about. */
  gates: GateName[] | null;
  /** Null: every environment. */
  environments: Environment[] | null;
}

/** `operator`: who ran the tool where the database is; nobody in Slack. */
interface Doer {
  by: PersonId;
  operator?: string;
}

export type TokenCommand =
  | ({ type: 'MakeToken'; lastsMs: number } & TokenScope & Doer)
  | ({ type: 'RevokeToken'; token: string } & Doer);

/** Told for the record alone: whether a token counts is looked up where its hash is kept. */
export type TokenEvent =
  | ({ type: 'TokenMade'; until: Instant } & TokenScope & Doer)
  | ({ type: 'TokenRevoked'; token: string } & Doer);

export function decideToken(command: TokenCommand, now: Instant): TokenEvent[] {
  if (command.type === 'RevokeToken') return [{ ...command, type: 'TokenRevoked' }];
  const { type: _, lastsMs, ...scope } = command;
  return [{ type: 'TokenMade', ...scope, until: now + lastsMs }];
}
