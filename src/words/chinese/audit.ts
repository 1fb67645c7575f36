import type { Finding, Wrong } from '../../audit/finding.ts';
import type { AuditCounts, Scope } from '../../audit/item.ts';
import type { Verified } from '../../audit/verify.ts';
import type { Instant } from '../../release/terms.ts';
import { code, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

type Of<K extends Wrong, F = Finding> = F extends { wrong: infer W } ? (K extends W ? F : never) : never;

const records = (count: number) => `${formats.number(count)} 条记录`;
const inStreams = (count: number) => `${formats.number(count)} 个事件流`;
const seals = (count: number) => `${formats.number(count)} 个封印`;
const at = ({ stream, version }: { stream: string; version: number }) => `${stream} 的第 ${version} 条记录`;
const inLine = ({ line }: { line: number | null }) => (line === null ? '文件' : `第 ${line} 行`);

/** What is wrong and where, one sentence each, in plain text. */
const findings: { [K in Wrong]: (finding: Of<K>) => string } = {
  changed: it => `${at(it)}在写入之后被改动。`,
  unchained: it => `${at(it)}与前一条记录接不上：两者之一被替换过。`,
  unreadable: it => `${at(it)}无法读取。`,
  'out-of-order': it => `${at(it)}重复出现或位置不对。`,
  'beyond-head': it => `${at(it)}是后来添加的：流的头部并不知道它。`,
  columns: it => `${at(it)}的存放位置与其内容不符。`,
  missing: it =>
    it.version === it.until
      ? `${at(it)}缺失。`
      : `${it.stream} 的第 ${it.version} 至 ${it.until} 条记录缺失。`,
  foreign: it => `${it.belongs} 的第 ${it.version} 条记录被移到了 ${it.stream}。`,
  'sealed-otherwise': it => `${at(it)}不是第 ${it.seal} 号封印所见的那一条。`,
  'sealed-missing': it => `${at(it)}缺失：第 ${it.seal} 号封印见过它。`,
  'listed-only': it => `${at(it)}缺失：第 ${it.seal} 号封印的清单列有它。`,
  'sealed-only': it => `${at(it)}不在第 ${it.seal} 号封印的清单中，而该封印据称见过它。`,
  'head-missing': it => `${it.stream} 已经没有头部。`,
  'head-otherwise': it => `${it.stream} 的最后一条记录与头部所说的不同。`,
  misplaced: it => `${it.stream} 重复出现或位置不对。`,
  'archive-otherwise': it => `${it.stream}：归档文件不是当初写入的那一份。`,
  'seal-changed': it => `第 ${it.seal} 号封印在生成之后被改动。`,
  'seal-unchained': it => `第 ${it.seal} 号封印与前一个封印接不上。`,
  'seal-missing': it => `第 ${it.seal} 号封印缺失。`,
  'seal-list': it => `第 ${it.seal} 号封印所依据的头部与清单不同。`,
  'seal-otherwise': it => `第 ${it.seal} 号封印不是您指定的那一个：全部内容都可能被重写过。`,
  'seal-not-there': it => `您指定的第 ${it.seal} 号封印不存在。`,
  line: it => `${inLine(it)}不符合导出的格式。`,
  cut: () => '文件在结束之前就中断了。',
  digest: () => '文件不是当初写入的那一份：摘要不同。',
  counts: () => '文件的内容比最后一行所计的更多或更少。',
  after: it => `${inLine(it)}出现在结束之后。`,
  sequence: it => `${inLine(it)}不符合导出的顺序。`,
};

const say = (finding: Finding): string => (findings[finding.wrong] as (finding: Finding) => string)(finding);

const day = (instant: Instant) => new Date(instant).toISOString().replace('.000Z', 'Z');

function part(scope: Scope | null): string {
  switch (scope?.of) {
    case 'release':
      return `（发布 ${scope.release}）`;
    case 'period':
      return `（${day(scope.from)} 至 ${day(scope.until)}）`;
    default:
      return '';
  }
}

const counted = ({ events, streams, seals: count }: AuditCounts) =>
  `${inStreams(streams)}中的 ${records(events)}和 ${seals(count)}`;

function newest({ newestSeal, scope }: Verified): string[] {
  if (newestSeal === null) return [];
  const { number, hash } = newestSeal;
  return [
    `最新的封印是第 ${number} 号：${hash}`,
    `请与日志或审计频道中的记录比对，或用 --seal ${number}=<hash> 核对：能重写一切的人也能重写封印。`,
    ...(scope?.of === 'everything' ? [] : ['这只是日志的一部分：可以证明其中的内容，但不能证明没有遗漏。']),
  ];
}

/** What the audit tools print, in plain text. */
export const audit: Words['audit'] = {
  finding: say,
  verified: (it, ms) => {
    const { wrong, counts, scope, absent, findings: told } = it;
    const pace = ms > 0 ? `（每秒 ${formats.number(Math.round((counts.events / ms) * 1000))} 条）` : '';
    return [
      `已核对 ${counted(counts)}${part(scope)}，用时 ${formats.duration(ms)}${pace}。`,
      ...(absent > 0
        ? [`未核对：${formats.number(absent)} 次已归档发布的记录。请用 --archive 指明所在文件夹。`]
        : []),
      ...(wrong === 0
        ? ['一切与写入时一致。']
        : [
            `有 ${formats.number(wrong)} 处不对：`,
            ...told.map(finding => `  ${say(finding)}`),
            ...(wrong > told.length ? [`  ……还有 ${formats.number(wrong - told.length)} 处。`] : []),
          ]),
      ...newest(it),
    ];
  },
  exported: (file, counts, scope) => [
    `${file} 包含 ${counted(counts)}${part(scope)}。`,
    `拿到它的人可以独立核对：npm run audit:verify -- ${file}`,
  ],
  sealTold: (number, it) =>
    `审计日志第 ${number} 号封印，${when(it.at, formats)}，覆盖 ${inStreams(it.streams)}中的 ${records(it.events)}：`,
  sealHow: number =>
    `请保留这条消息。用 ${code(`npm run audit:verify -- --seal ${number}=…`)} 和这个哈希值，可以查出此前的内容后来是否被改动。`,
  refusals: {
    usage: (why, usage) => `${why}用法：${usage}`,
    fileMissing: file => `没有文件 ${file}。`,
    fileUnreadable: (file, why) => `无法读取 ${file}：${why}`,
    fileExists: file => `${file} 已经存在；请用 --output 另指定一个。`,
    folderMissing: folder => `没有文件夹 ${folder}。`,
    noDatabase: folder => `${folder} 中没有数据库。请设置 DATABASE_URL 或 DATA_FOLDER，或指定导出的文件。`,
    inUse: folder => `${folder} 中的数据库正被运行中的 tminus 使用：请暂时停止它，或对该文件夹的副本执行。`,
    tooOld: '这个数据库从未被支持封印的 tminus 版本打开过。请启动一次 tminus，它会自动升级。',
    databaseAway: why => `无法读取数据库：${why}`,
    noSuchRelease: release => `没有发布 ${release}。`,
  },
};
