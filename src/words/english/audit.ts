import type { Finding, Wrong } from '../../audit/finding.ts';
import type { AuditCounts, Scope } from '../../audit/item.ts';
import type { Verified } from '../../audit/verify.ts';
import type { Instant } from '../../release/terms.ts';
import { code, when } from '../mrkdwn.ts';
import { formats } from './terms.ts';

type Of<K extends Wrong, F = Finding> = F extends { wrong: infer W } ? (K extends W ? F : never) : never;

const records = (count: number) => formats.count(count, { one: 'record', other: 'records' });
const inStreams = (count: number) => formats.count(count, { one: 'stream', other: 'streams' });
const seals = (count: number) => formats.count(count, { one: 'seal', other: 'seals' });
const at = ({ stream, version }: { stream: string; version: number }) => `${stream}, record ${version}`;
const inLine = ({ line }: { line: number | null }) => (line === null ? 'The file' : `Line ${line}`);

/** What is wrong and where, one sentence each, in plain text. */
const findings: { [K in Wrong]: (finding: Of<K>) => string } = {
  changed: it => `${at(it)}, was changed after it was recorded.`,
  unchained: it => `${at(it)}, does not follow the record before it: one of the two was replaced.`,
  unreadable: it => `${at(it)}, cannot be read.`,
  'out-of-order': it => `${at(it)}, comes twice or in the wrong place.`,
  'beyond-head': it => `${at(it)}, was added: the head of the stream does not know it.`,
  columns: it => `${at(it)}, is filed under something else than it says.`,
  missing: it =>
    it.version === it.until
      ? `${at(it)}, is missing.`
      : `${it.stream}, records ${it.version} to ${it.until}, are missing.`,
  foreign: it => `${it.belongs}, record ${it.version}, was moved into ${it.stream}.`,
  'sealed-otherwise': it => `${at(it)}, is not the one that seal ${it.seal} saw.`,
  'sealed-missing': it => `${at(it)}, is missing: seal ${it.seal} saw it.`,
  'listed-only': it => `${at(it)}, is missing: seal ${it.seal} lists it.`,
  'sealed-only': it => `${at(it)}, is not in the list of seal ${it.seal}, which is said to have seen it.`,
  'head-missing': it => `${it.stream} has no head any more.`,
  'head-otherwise': it => `${it.stream} ends with another record than its head says.`,
  misplaced: it => `${it.stream} comes twice or in the wrong place.`,
  'archive-otherwise': it => `${it.stream}: its archive is not the file that was written.`,
  'seal-changed': it => `Seal ${it.seal} was changed after it was taken.`,
  'seal-unchained': it => `Seal ${it.seal} does not follow the seal before it.`,
  'seal-missing': it => `Seal ${it.seal} is missing.`,
  'seal-list': it => `Seal ${it.seal} was taken over other heads than are listed for it.`,
  'seal-otherwise': it => `Seal ${it.seal} is not the one you named: everything may have been rewritten.`,
  'seal-not-there': it => `Seal ${it.seal}, which you named, is not there.`,
  line: it => `${inLine(it)} is not as an export writes it.`,
  cut: () => 'The file ends before its end.',
  digest: () => 'The file is not the one that was written: its digest differs.',
  counts: () => 'The file holds more or less than its last line counts.',
  after: it => `${inLine(it)} comes after the end.`,
  sequence: it => `${inLine(it)} is not in the order of an export.`,
};

const say = (finding: Finding): string => (findings[finding.wrong] as (finding: Finding) => string)(finding);

const day = (instant: Instant) => new Date(instant).toISOString().replace('.000Z', 'Z');

function part(scope: Scope | null): string {
  switch (scope?.of) {
    case 'release':
      return ` of release ${scope.release}`;
    case 'period':
      return ` from ${day(scope.from)} until ${day(scope.until)}`;
    default:
      return '';
  }
}

const counted = ({ events, streams, seals: count }: AuditCounts) =>
  `${records(events)} in ${inStreams(streams)} and ${seals(count)}`;

function newest({ newestSeal, scope }: Verified): string[] {
  if (newestSeal === null) return [];
  const { number, hash } = newestSeal;
  return [
    `The newest seal is ${number}: ${hash}`,
    `Compare it with what the log or the audit channel said, or check with --seal ${number}=<hash>: whoever can rewrite everything can rewrite the seals as well.`,
    ...(scope?.of === 'everything'
      ? []
      : ['This is a part of the log: what is in it is proven, not that nothing was left out.']),
  ];
}

/** What the audit tools print, in plain text. */
export const audit = {
  finding: say,
  verified: (it: Verified, ms: number): string[] => {
    const { wrong, counts, scope, absent, findings: told } = it;
    const pace = ms > 0 ? ` (${formats.number(Math.round((counts.events / ms) * 1000))} a second)` : '';
    return [
      `Checked ${counted(counts)}${part(scope)} in ${formats.duration(ms)}${pace}.`,
      ...(absent > 0
        ? [
            `Not checked: the records of ${formats.count(absent, { one: 'archived release', other: 'archived releases' })}. Name their folder with --archive.`,
          ]
        : []),
      ...(wrong === 0
        ? ['Everything is as it was recorded.']
        : [
            `${formats.count(wrong, { one: 'thing is', other: 'things are' })} wrong:`,
            ...told.map(finding => `  ${say(finding)}`),
            ...(wrong > told.length ? [`  … and ${formats.number(wrong - told.length)} more.`] : []),
          ]),
      ...newest(it),
    ];
  },
  exported: (file: string, counts: AuditCounts, scope: Scope): string[] => [
    `${file} holds ${counted(counts)}${part(scope)}.`,
    `Whoever gets it can check it alone: npm run audit:verify -- ${file}`,
  ],
  sealTold: (number: number, it: { at: Instant; streams: number; events: number }) =>
    `Seal ${number} of the audit log, ${when(it.at, formats)}, over ${records(it.events)} in ${inStreams(it.streams)}:`,
  sealHow: (number: number) =>
    `Keep this message. ${code(`npm run audit:verify -- --seal ${number}=…`)} with this hash tells whether anything before it was changed since.`,
  refusals: {
    usage: (why: string, usage: string) => `${why} It goes: ${usage}`,
    fileMissing: (file: string) => `There is no file ${file}.`,
    fileUnreadable: (file: string, why: string) => `${file} cannot be read: ${why}`,
    fileExists: (file: string) => `${file} exists already; name another one with --output.`,
    folderMissing: (folder: string) => `There is no folder ${folder}.`,
    noDatabase: (folder: string) =>
      `There is no database in ${folder}. Set DATABASE_URL or DATA_FOLDER, or name the file of an export.`,
    inUse: (folder: string) =>
      `The database in ${folder} is in use by a tminus that is running: stop that for the time of this, or use it on a copy of the folder.`,
    tooOld:
      'This database was never opened by a version of tminus with seals. Start tminus once; it brings it up to date.',
    databaseAway: (why: string) => `The database cannot be read: ${why}`,
    noSuchRelease: (release: string) => `There is no release ${release}.`,
  },
};
