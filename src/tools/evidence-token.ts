import { closest } from '../policy/closest.ts';
import { parseDuration } from '../policy/duration.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { PolicyMistakes } from '../policy/mistake.ts';
import { type GateName, MEASURABLE_GATES } from '../release/gate-evidence.ts';
import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import { policyFolderIn } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { allTokens, keepToken, revokeToken } from '../store/evidence-tokens.ts';
import { mintToken } from '../web/evidence-token.ts';
import { english } from '../words/english.ts';
import { argumentsOf, CannotDo, run } from './arguments.ts';
import { withLog } from './open-log.ts';
import { readStorageSettings } from './storage-settings.ts';

const USAGE =
  'npm run evidence:token -- create <service> [--name ci] [--expires 90d] [--gates tests,coverage] [--environments production] | list | revoke <id>';
const { refusals, ...words } = english.evidenceTokens;
const refuse = (why: string) => new CannotDo(english.audit.refusals.usage(why, USAGE));

const HOUR_MS = 3_600_000;
const LONGEST_MS = 730 * 24 * HOUR_MS;
const LASTS = '90d';

type Unknown = (found: string, meant: string | null, known: readonly string[]) => string;

function oneOf<Known extends string>(found: string, known: readonly Known[], unknown: Unknown): Known {
  const name = known.find(each => each === found);
  if (name === undefined) throw new CannotDo(unknown(found, closest(found, known), known));
  return name;
}

/** `tests,coverage`; null where it was left out. */
const listOf = <Known extends string>(
  text: string | undefined,
  known: readonly Known[],
  unknown: Unknown,
): Known[] | null => {
  const names = text?.split(',').map(each => each.trim()) ?? [];
  const found = [...new Set(names.filter(Boolean))].map(each => oneOf(each, known, unknown));
  return found.length > 0 ? found : null;
};

function lasting(text: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms < HOUR_MS || ms > LONGEST_MS) throw refuse(refusals.expires(text));
  return ms;
}

const withStore = <T>(work: (db: Database) => Promise<T>): Promise<T> =>
  withLog(readStorageSettings(), work, { mayBeNew: true });

async function services(): Promise<string[]> {
  try {
    return Object.keys((await loadPolicy(policyFolderIn())).release.services);
  } catch (error) {
    if (error instanceof PolicyMistakes) throw new CannotDo(error.message, { cause: error });
    throw error;
  }
}

interface Wanted {
  service: string;
  name: string;
  lastsMs: number;
  gates: GateName[] | null;
  environments: Environment[] | null;
}

async function create(wanted: Wanted): Promise<void> {
  oneOf(wanted.service, await services(), refusals.unknownService);
  const { id, token, hash } = mintToken();
  const kept = await withStore(db => keepToken(db, { ...wanted, id, hash }));
  for (const line of words.created(kept)) console.error(line);
  // Alone on standard output, so that it can be handed on without anybody looking at it.
  console.log(token);
}

async function list(): Promise<void> {
  await withStore(async db => {
    for (const line of words.listed(await allTokens(db), await db.now())) console.log(line);
  });
}

async function revoke(id: string): Promise<void> {
  const isKnown = await withStore(db => revokeToken(db, id));
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
      const { name = 'ci', expires = LASTS, gates, environments } = values;
      if (!/^[\w .-]{1,40}$/.test(name)) throw refuse(refusals.name(name));
      await create({
        service: subject,
        name,
        lastsMs: lasting(expires),
        gates: listOf(gates, MEASURABLE_GATES, refusals.unknownGate),
        environments: listOf(environments, ENVIRONMENTS, refusals.unknownEnvironment),
      });
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
