import { userInfo } from 'node:os';
import { NoSuchToken, readTokenWish, type TokenWish, type TypedToken } from '../commands/token-wish.ts';
import { ORGANISATION_STREAM, SCHEMA, toRecord } from '../engine/folds.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { PolicyMistakes } from '../policy/mistake.ts';
import { atKeyboard, decideToken, type TokenCommand } from '../release/evidence-tokens.ts';
import { policyFolderIn } from '../settings.ts';
import type { Database, Queryable } from '../store/database.ts';
import { append, headOf, StreamMovedOn } from '../store/event-log.ts';
import { allTokens, keepToken, revokeToken } from '../store/evidence-tokens.ts';
import { mintToken } from '../web/evidence-token.ts';
import { english } from '../words/english.ts';
import { argumentsOf, CannotDo, run } from './arguments.ts';
import { withLog } from './open-log.ts';
import { readStorageSettings } from './storage-settings.ts';

const TOOL = 'npm run evidence:token --';
const USAGE =
  'npm run evidence:token -- create <service> [--name ci] [--expires 90d] [--gates tests,coverage] [--environments production] | list | revoke <id>';
const { refusals, ...words } = english.evidenceTokens;
const refuse = (why: string) => new CannotDo(english.audit.refusals.usage(why, USAGE));

const withStore = <T>(work: (db: Database) => Promise<T>): Promise<T> =>
  withLog(readStorageSettings(), work, { mayBeNew: true });

const doer = () => atKeyboard(userInfo().username);

/** Does it and writes down who did, both or neither. Tried again while others write at the same moment. */
async function onRecord<T>(
  db: Database,
  command: TokenCommand,
  commandId: string,
  work: (tx: Queryable) => Promise<T>,
  tries = 5,
): Promise<T> {
  const events = decideToken(command, await db.now()).map(toRecord);
  const { version: expectedVersion } = await headOf(db, ORGANISATION_STREAM);
  const writes = [{ stream: ORGANISATION_STREAM, expectedVersion, events }];
  try {
    return await db.transaction(async tx => {
      await append(tx, { commandId, actor: command.by, schema: SCHEMA, writes });
      return work(tx);
    });
  } catch (error) {
    if (!(error instanceof StreamMovedOn) || tries <= 1) throw error;
    return onRecord(db, command, commandId, work, tries - 1);
  }
}

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
  const { id, token, hash } = mintToken();
  const command = { type: 'MakeToken', token: id, ...wish, ...doer() } as const;
  const kept = await withStore(db =>
    onRecord(db, command, `token/${id}/made`, tx => keepToken(tx, { ...wish, id, hash })),
  );
  for (const line of words.created(kept, TOOL)) console.error(line);
  // Alone on standard output, so that it can be handed on without anybody looking at it.
  console.log(token);
}

async function list(): Promise<void> {
  await withStore(async db => {
    for (const line of words.listed(await allTokens(db), await db.now(), TOOL)) console.log(line);
  });
}

async function revoke(id: string): Promise<void> {
  const isKnown = await withStore(async db => {
    const known = (await allTokens(db)).find(it => it.id === id);
    if (!known || known.revokedAt !== null) return known !== undefined;
    const command = { type: 'RevokeToken', token: id, ...doer() } as const;
    return onRecord(db, command, `token/${id}/revoked`, tx => revokeToken(tx, id));
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
