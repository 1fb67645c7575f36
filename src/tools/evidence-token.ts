import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { TokenQueries } from '../commands/desk.ts';
import { NoSuchToken, readTokenWish, type TokenWish, type TypedToken } from '../commands/token-wish.ts';
import { silentBell } from '../engine/bell.ts';
import type { Carrying } from '../engine/engine.ts';
import { openEngine } from '../engine/open-engine.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { PolicyMistakes } from '../policy/mistake.ts';
import { isRefusal } from '../release/refusals.ts';
import { TMINUS } from '../release/terms.ts';
import { policyFolderIn } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { tokenQueries } from '../wiring/evidence-tokens.ts';
import { english } from '../words/english.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import { argumentsOf, CannotDo, run } from './arguments.ts';
import { withLog } from './open-log.ts';
import { readStorageSettings } from './storage-settings.ts';

const TOOL = 'npm run evidence:token --';
const USAGE =
  'npm run evidence:token -- create <service> [--name ci] [--expires 90d] [--gates tests,coverage] [--environments production] | list | revoke <id>';
const { refusals, ...words } = english.evidenceTokens;
const refuse = (why: string) => new CannotDo(english.audit.refusals.usage(why, USAGE));

/** What people in Slack do by `/release token`, for whoever is at this machine. Nobody waits for what it records: no bell is rung. */
const withTokens = <T>(work: (tokens: TokenQueries, db: Database) => Promise<T>): Promise<T> =>
  withLog(
    readStorageSettings(),
    db => work(tokenQueries(db, openEngine(db, silentBell), userInfo().username), db),
    { mayBeNew: true },
  );

const carrying = (): Carrying => ({ commandId: `token/${randomUUID()}`, actor: TMINUS });

async function services(): Promise<string[]> {
  try {
    return Object.keys((await loadPolicy(policyFolderIn())).release.services);
  } catch (error) {
    if (error instanceof PolicyMistakes) throw new CannotDo(error.message, { cause: error });
    throw error;
  }
}

function wishOf(typed: TypedToken, services: readonly string[]): TokenWish {
  try {
    return readTokenWish(typed, services, english.evidenceTokens);
  } catch (error) {
    if (error instanceof NoSuchToken) throw new CannotDo(error.message, { cause: error });
    throw error;
  }
}

async function create(typed: TypedToken): Promise<void> {
  const wish = wishOf(typed, await services());
  const made = await withTokens(tokens => tokens.make(wish, carrying()));
  if (isRefusal(made)) throw new CannotDo(sayRefusal(made, english));
  for (const line of words.created(made.kept, TOOL)) console.error(line);
  // Alone on standard output, so that it can be handed on without anybody looking at it.
  console.log(made.token);
}

async function list(): Promise<void> {
  await withTokens(async (tokens, db) => {
    for (const line of words.listed(await tokens.all(), await db.now(), TOOL)) console.log(line);
  });
}

async function revoke(id: string): Promise<void> {
  const isKnown = await withTokens(async tokens => {
    const known = (await tokens.all()).find(it => it.id === id);
    if (known?.revokedAt === null) await tokens.revoke(id, carrying());
    return known !== undefined;
  });
  if (!isKnown) throw new CannotDo(refusals.unknownToken(id));
  console.log(words.revoked(id));
}

await run(async () => {
  const text = { type: 'string' } as const;
  const { values, positionals } = argumentsOf(
    process.argv.slice(2),
    { name: text, expires: text, gates: text, environments: text },
    USAGE,
  );
  const [word, subject, extra] = positionals;
  if (word === undefined) throw refuse(refusals.noWord);
  const tooMuch = word === 'list' ? subject : extra;
  if (tooMuch !== undefined) throw refuse(refusals.tooMuch(tooMuch));
  switch (word) {
    case 'create': {
      if (subject === undefined) throw refuse(refusals.noService);
      await create({ service: subject, ...values });
      return 0;
    }
    case 'list':
      await list();
      return 0;
    case 'revoke':
      if (subject === undefined) throw refuse(refusals.noId);
      await revoke(subject);
      return 0;
    default:
      throw refuse(refusals.unknownWord(word));
  }
});
