import { existsSync } from 'node:fs';
import { archiveIn } from '../audit/archive-file.ts';
import type { ToldSeal } from '../audit/check-seals.ts';
import { readExport } from '../audit/read-export.ts';
import { atOneMoment, readLog } from '../audit/read-log.ts';
import { type Verified, verify } from '../audit/verify.ts';
import { english } from '../words/english.ts';
import { argumentsOf, CannotDo, run } from './arguments.ts';
import { withLog } from './open-log.ts';
import { readStorageSettings } from './storage-settings.ts';

const USAGE = 'npm run audit:verify -- [export file] [--seal <number>=<hash>] [--archive <folder>]';
const { refusals } = english.audit;

function toldSeal(text: string): ToldSeal {
  const [, number, hash] = /^(\d{1,9})[=:]([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (!number || !hash) throw new CannotDo(refusals.usage(`${text} is no seal.`, USAGE));
  return { number: Number(number), hash: hash.toLowerCase() };
}

async function verifyFile(file: string, told: readonly ToldSeal[]): Promise<Verified> {
  if (!existsSync(file)) throw new CannotDo(refusals.fileMissing(file));
  try {
    return await verify(() => readExport(file), { told });
  } catch (error) {
    throw new CannotDo(refusals.fileUnreadable(file, (error as Error).message), { cause: error });
  }
}

await run(async () => {
  const { values, positionals } = argumentsOf(
    process.argv.slice(2),
    { seal: { type: 'string', multiple: true, default: [] }, archive: { type: 'string' } },
    USAGE,
  );
  const [file, extra] = positionals;
  if (extra !== undefined) throw new CannotDo(refusals.usage(`${extra} is one file too many.`, USAGE));
  const told = values.seal.map(toldSeal);
  const settings = readStorageSettings();
  const folder = values.archive ?? settings.archiveFolder;
  if (folder !== null && !existsSync(folder)) throw new CannotDo(refusals.folderMissing(folder));
  const begunAt = performance.now();
  const verified =
    file === undefined
      ? await withLog(settings, db =>
          atOneMoment(db, tx =>
            verify(() => readLog(tx, { scope: { of: 'everything' }, archive: archiveIn(folder) }), { told }),
          ),
        )
      : await verifyFile(file, told);
  for (const line of english.audit.verified(verified, performance.now() - begunAt)) console.log(line);
  return verified.wrong === 0 ? 0 : 1;
});
