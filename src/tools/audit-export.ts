import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { archiveIn } from '../audit/archive-file.ts';
import { csv } from '../audit/csv.ts';
import type { AuditCounts, AuditItems, Scope } from '../audit/item.ts';
import { jsonLines } from '../audit/jsonl.ts';
import { atOneMoment, readLog } from '../audit/read-log.ts';
import { count, exportText } from '../audit/write-export.ts';
import { headOf } from '../store/event-log.ts';
import { english } from '../words/english.ts';
import { argumentsOf, CannotDo, instantOf, run } from './arguments.ts';
import { withLog } from './open-log.ts';
import { readStorageSettings } from './storage-settings.ts';

const USAGE =
  'npm run audit:export -- [--from <day or time> --until <day or time> | --release <id>] [--format csv|jsonl] [--output <file>] [--archive <folder>]';
const { refusals } = english.audit;
const CODECS = { jsonl: jsonLines, csv };

const refuse = (why: string) => new CannotDo(refusals.usage(why, USAGE));

function instant(name: string, text: string): number {
  const at = instantOf(text);
  if (at === null) {
    throw refuse(
      `--${name} is a day such as 2026-01-31 or a time such as 2026-01-31T18:00:00Z, not ${text}.`,
    );
  }
  return at;
}

function scopeOf({ from, until, release }: { from?: string; until?: string; release?: string }): Scope {
  if (release !== undefined) {
    if (from !== undefined || until !== undefined)
      throw refuse('A release is exported whole, without a period.');
    return { of: 'release', release };
  }
  if (from === undefined && until === undefined) return { of: 'everything' };
  const period = {
    from: from === undefined ? 0 : instant('from', from),
    until: until === undefined ? Date.now() : instant('until', until),
  };
  if (period.from >= period.until) throw refuse('--until has to be after --from.');
  return { of: 'period', ...period };
}

function nameFor(scope: Scope, format: string): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  switch (scope.of) {
    case 'everything':
      return `audit.${format}`;
    case 'period':
      return `audit-${day(scope.from)}-${day(scope.until)}.${format}`;
    case 'release':
      return `audit-${scope.release.replace(/[^\w.-]/g, '_')}.${format}`;
  }
}

async function* counted(items: AuditItems, counts: AuditCounts): AuditItems {
  for await (const batch of items) {
    count(counts, batch);
    yield batch;
  }
}

await run(async () => {
  const text = { type: 'string' } as const;
  const { values, positionals } = argumentsOf(
    process.argv.slice(2),
    { from: text, until: text, release: text, format: text, output: text, archive: text },
    USAGE,
  );
  if (positionals[0] !== undefined) throw refuse(`I don’t know what to do with ${positionals[0]}.`);
  const { format = 'jsonl' } = values;
  if (format !== 'jsonl' && format !== 'csv') throw refuse(`--format is csv or jsonl, not ${format}.`);
  const scope = scopeOf(values);
  const output = values.output ?? nameFor(scope, format);
  if (existsSync(output)) throw new CannotDo(refusals.fileExists(output));
  const settings = readStorageSettings();
  const archive = archiveIn(values.archive ?? settings.archiveFolder);
  const counts: AuditCounts = { streams: 0, events: 0, seals: 0 };
  // Nobody should take half of it for the whole.
  const unfinished = `${output}.part`;
  try {
    await withLog(settings, async db => {
      if (scope.of === 'release' && (await headOf(db, `release/${scope.release}`)).version === 0)
        throw new CannotDo(refusals.noSuchRelease(scope.release));
      await atOneMoment(db, async tx => {
        const pieces = exportText(counted(readLog(tx, { scope, archive }), counts), CODECS[format]);
        const file = createWriteStream(unfinished);
        await (output.endsWith('.gz') ? pipeline(pieces, createGzip(), file) : pipeline(pieces, file));
      });
    });
    await rename(unfinished, output);
  } finally {
    await rm(unfinished, { force: true });
  }
  for (const line of english.audit.exported(output, counts, scope)) console.log(line);
  return 0;
});
