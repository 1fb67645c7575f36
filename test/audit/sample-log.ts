import { randomUUID } from 'node:crypto';
import { csv } from '../../src/audit/csv.ts';
import type { Finding } from '../../src/audit/finding.ts';
import type { Scope } from '../../src/audit/item.ts';
import { jsonLines } from '../../src/audit/jsonl.ts';
import { itemsOf } from '../../src/audit/read-export.ts';
import { atOneMoment, type ReadOptions, readLog } from '../../src/audit/read-log.ts';
import { type Verified, type VerifyOptions, verify } from '../../src/audit/verify.ts';
import { exportText } from '../../src/audit/write-export.ts';
import type { Database } from '../../src/store/database.ts';
import { append, headOf } from '../../src/store/event-log.ts';
import { type Seal, takeSeal } from '../../src/store/seals.ts';

export const CODECS = { jsonl: jsonLines, csv };
export type Format = keyof typeof CODECS;

/** Puts records of these types at the end of the stream, in one append. */
export async function record(
  db: Database,
  stream: string,
  types: readonly string[],
  more: { [key: string]: string } = {},
): Promise<void> {
  await db.transaction(async tx => {
    const { version } = await headOf(tx, stream);
    const events = types.map(type => ({ type, data: { note: `${type} in ${stream}`, ...more } }));
    await append(tx, {
      commandId: randomUUID(),
      actor: 'U01ANA',
      writes: [{ stream, expectedVersion: version, events }],
    });
  });
}

export async function seal(db: Database): Promise<Seal> {
  const taken = await takeSeal(db, { everyMs: 0 });
  if (!taken) throw new Error('there was nothing to seal');
  return taken;
}

/** Three releases, their lane and the organisation, in three seals. */
export async function sampleLog(db: Database): Promise<Seal> {
  await record(db, 'organisation', ['FreezeSet']);
  await record(db, 'release/a', ['Planned', 'Approved']);
  await record(db, 'lane/checkout/production', ['LaneJoined']);
  await seal(db);
  await record(db, 'release/a', ['Started', 'Failed'], { why: '=HYPERLINK("x"), “quoted”,\nnext line 🚀' });
  await record(db, 'release/b', ['Planned', 'Approved', 'Started', 'Completed']);
  await record(db, 'lane/checkout/production', ['LaneTaken', 'LaneLeft']);
  await seal(db);
  await record(db, 'release/b', ['WatchEnded']);
  await record(db, 'release/c', ['Planned', 'Rejected']);
  return seal(db);
}

const noArchive: ReadOptions['archive'] = async () => 'not there';

export const verifyDatabase = (
  db: Database,
  { archive = noArchive, ...options }: VerifyOptions & Partial<ReadOptions> = {},
): Promise<Verified> =>
  atOneMoment(db, tx => verify(() => readLog(tx, { scope: { of: 'everything' }, archive }), options));

export async function exported(
  db: Database,
  { scope = { of: 'everything' } as Scope, format = 'jsonl' as Format, archive = noArchive } = {},
): Promise<string> {
  const pieces: Buffer[] = [];
  await atOneMoment(db, async tx => {
    for await (const piece of exportText(readLog(tx, { scope, archive }), CODECS[format])) pieces.push(piece);
  });
  return Buffer.concat(pieces).toString();
}

/** Checks a text as if it were the content of a file. */
export function verifyText(text: string | Buffer, options: VerifyOptions = {}): Promise<Verified> {
  const bytes = Buffer.from(text);
  return verify(
    () =>
      itemsOf(
        (async function* () {
          // In pieces that end anywhere.
          for (let from = 0; from < bytes.length; from += 4_099) yield bytes.subarray(from, from + 4_099);
        })(),
      ),
    options,
  );
}

/** The findings in short: `changed release/a 2`. */
export const inShort = ({ findings }: { findings: readonly Finding[] }): string[] =>
  findings.map(finding => {
    const { wrong, ...where } = finding;
    return [wrong, ...Object.values(where)].join(' ');
  });
