import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { keepToken, revokeToken } from '../../src/store/evidence-tokens.ts';
import { mintToken } from '../../src/web/evidence-token.ts';

const YEAR_MS = 365 * 24 * 3_600_000;
/** They are made anew so long before they expire. */
const SPARE_MS = 30 * 24 * 3_600_000;

const Kept = z.object({ madeAt: z.number(), tokens: z.record(z.string(), z.string()) });

/** Makes a token of the evidence endpoint for each service. */
export async function makeTokens(db: Database, services: readonly string[]): Promise<Record<string, string>> {
  const tokens: Record<string, string> = {};
  for (const service of services) {
    const { id, hash, token } = mintToken();
    await keepToken(db, { id, hash, name: 'ci', service, gates: null, environments: null, lastsMs: YEAR_MS });
    tokens[service] = token;
  }
  return tokens;
}

/**
 * The tokens of the sandbox's CI, which it keeps as a real one keeps its secrets. Made before tminus starts, which has
 * the database for itself from then on.
 *
 * @param dataFolder of tminus
 * @param folder of the sandbox
 */
export async function ciTokens(
  dataFolder: string,
  folder: string,
  services: readonly string[],
): Promise<Record<string, string>> {
  const path = join(folder, 'ci-tokens.json');
  const store = join(dataFolder, 'store');
  const kept = existsSync(join(store, 'pgdata')) ? await keptIn(path) : null;
  const isFresh = kept !== null && Date.now() - kept.madeAt < YEAR_MS - SPARE_MS;
  if (isFresh && services.every(service => kept.tokens[service])) return kept.tokens;
  const db = await openEmbedded({ folder: store });
  try {
    for (const old of Object.values(kept?.tokens ?? {})) await revokeToken(db, old.split('_')[1] ?? '');
    const tokens = await makeTokens(db, services);
    await mkdir(folder, { recursive: true });
    await writeFile(path, JSON.stringify({ madeAt: Date.now(), tokens }), { mode: 0o600 });
    return tokens;
  } finally {
    await db.close();
  }
}

async function keptIn(path: string): Promise<z.output<typeof Kept> | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : Kept.parse(JSON.parse(text));
}
