import type { Findings, GateName, Measured } from '../../release/gate-evidence.ts';
import { scoreOf, type Unknown } from '../../release/gate-judging.ts';
import type { GateRules, Tolerable } from '../../release/gate-rules.ts';
import { forbiddenAmong } from '../../release/licences.ts';
import { SEVERITIES } from '../../release/risk.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';

const name: Record<GateName, string> = {
  vulnerabilities: '依赖漏洞',
  licences: '许可证',
  secrets: '密钥泄露',
  'static-analysis': '静态分析',
  tests: '测试',
  coverage: '覆盖率',
  'code-quality': '代码质量',
  lint: '代码规范',
  types: '类型检查',
  schema: '模式',
  examples: '示例',
  docs: '文档',
  compatibility: '兼容性',
  performance: '性能',
  environment: '环境',
  tag: '标签',
  ancestry: '发布分支',
  'branch-protection': '分支保护',
  'required-checks': '必需检查',
  reviews: '代码评审',
};

/** A share that is shown as 98 % is one. */
const share = (percent: number) => formats.percent(Math.floor(percent * 100) / 100);
const listed = (names: readonly string[], limit = 5): string => {
  const more = names.length > limit ? [`另外 ${formats.number(names.length - limit)} 项`] : [];
  return formats.and([...names.slice(0, limit).map(one => code(one)), ...more]);
};

function findings(of: Findings): string {
  const some = SEVERITIES.toReversed().filter(severity => of[severity] > 0);
  if (some.length === 0) return '没有发现问题';
  const counted = some.map(severity => `${terms.severity[severity]} ${formats.number(of[severity])} 项`);
  return `发现：${formats.and(counted)}`;
}

const packages = (count: number) => `${formats.number(count)} 个包`;

/** What was measured, as a fact; of licences only those the rules do not allow are named. */
function measured(it: Measured, rules: GateRules): string {
  switch (it.gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return findings(it.findings);
    case 'licences': {
      const forbidden = forbiddenAmong(it.packages, rules.licences);
      const all = Object.values(it.packages).reduce((sum, count) => sum + count, 0);
      if (forbidden.length === 0) return `${packages(all)}，许可证都在允许之列`;
      return `不允许：${formats.and(forbidden.map(([one, count]) => `${code(one)}（${packages(count)}）`))}`;
    }
    case 'secrets':
      return it.found === 0 ? '没有发现' : `发现 ${formats.number(it.found)} 处`;
    case 'tests':
      return `${formats.number(it.run)} 项中通过 ${formats.number(it.passed)} 项（${share(scoreOf(it))}）`;
    case 'coverage':
      return `行覆盖率 ${share(it.percent)}`;
    case 'performance':
      return it.regressionPercent > 0
        ? `比正在运行的版本慢 ${formats.percent(it.regressionPercent)}`
        : '不比正在运行的版本慢';
    default: {
      const failed = it.failed.length > 0 ? `；未通过：${listed(it.failed)}` : '';
      const score = it.gate === 'compatibility' ? `（${share(scoreOf(it))}）` : '';
      return `${formats.number(it.run)} 项中通过 ${formats.number(it.passed)} 项${score}${failed}`;
    }
  }
}

const tolerates = (upTo: Tolerable) =>
  upTo === 'none' ? '不允许任何问题' : `最高不超过${terms.severity[upTo]}`;

/** What the rules ask of a gate. */
function demand(gate: GateName, rules: GateRules): string {
  switch (gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return tolerates(rules.allowUpTo[gate]);
    case 'licences':
      return `只允许 ${formats.or(rules.licences.map(one => inline(one, 40)))}`;
    case 'secrets':
      return '不允许泄露';
    case 'tests':
      return `至少通过 ${formats.percent(rules.testsPercent)}`;
    case 'coverage':
      return `至少 ${formats.percent(rules.coveragePercent)}`;
    case 'compatibility':
      return `至少 ${formats.percent(rules.compatibilityScore)}`;
    case 'performance':
      return `变慢不到 ${formats.percent(rules.regressionPercent)}`;
    default:
      return '全部通过';
  }
}

/** Why nobody knows; completes “未知：…”. */
function why(it: Unknown): string {
  switch (it.because) {
    case 'not-enabled':
      return `${inline(it.what, 120)} 未启用，或令牌看不到`;
    case 'running':
      return it.what.length > 0 ? `仍在运行：${listed(it.what)}` : '正在测量';
    case 'not-reported':
      return `没有这个提交的结果：${listed(it.what)}`;
    case 'nothing-named':
      return '分支和策略都没有指定检查';
    case 'trouble':
      return clause(it.what);
    case 'missing':
      return '还没有这个提交的证据';
    case 'stale':
      return `${when(it.at, formats)} 的证据已过期`;
    case 'empty':
      return '运行的内容为空';
    case 'no-commit':
      return '标签对应的提交未知';
  }
}

const RERUN = `再运行 ${code('/release gates rerun')}`;
const BY_CODE = `请修复并打新版本的标签；如果是运行本身出错，请重新运行，${RERUN}。`;
const BY_FINDING = `请修复并打新版本的标签，或在发现之处注明理由后忽略不适用的问题，${RERUN}。`;

/** What would make a failed gate pass. */
const mend: Partial<Record<GateName, string>> = {
  vulnerabilities: BY_FINDING,
  'static-analysis': BY_FINDING,
  'code-quality': BY_FINDING,
  licences: `请替换这些包并打新版本的标签，或在 ${code('config/security.yml')} 中允许该许可证。`,
  secrets: `请吊销泄露的密钥并关闭该问题，${RERUN}。`,
  environment: `请补上缺少的设置，启动没有响应的服务，${RERUN}。`,
  tag: '请把版本标签推送到所指的提交，然后重新开始发布。',
  ancestry: '请把提交合并到发布分支，在那里打标签，再发布那个版本。',
  'branch-protection': `请在仓库设置中保护发布分支，${RERUN}。`,
  'required-checks': `请让这些检查针对这个提交重新运行，${RERUN}；检查发现的问题需要修复并打新版本。`,
  reviews: `请让其他人评审并批准未经评审的合并，${RERUN}。`,
};

/** What would make an unknown one known. */
function learn(it: Unknown): string {
  switch (it.because) {
    case 'not-enabled':
      return `请启用 ${inline(it.what, 120)}，或让令牌看得到，${RERUN}。`;
    case 'running':
      return '无需操作：会自动再次查看。';
    case 'not-reported':
      return `请让它们针对这个提交运行，${RERUN}。`;
    case 'nothing-named':
      return `请在发布分支上要求检查，或在 ${code('config/security.yml')} 中指定。`;
    case 'trouble':
      return `会自动重试，也可以用 ${code('/release gates rerun')}。`;
    case 'missing':
      return `请针对这个提交测量，${RERUN}。`;
    case 'stale':
      return `请重新测量：${code('/release gates rerun')}。`;
    case 'empty':
      return `请确保确实运行了内容，${RERUN}。`;
    case 'no-commit':
      return `请用 ${code('/release edit')} 重新保存计划，以便查找提交。`;
  }
}

const standing = { failed: '未通过', unknown: '未知', skipped: '已跳过' } as const;

function count(standings: readonly ('passed' | 'failed' | 'unknown' | 'skipped')[]): string {
  const of = (is: string) => standings.filter(one => one === is).length;
  const others = (['failed', 'unknown', 'skipped'] as const)
    .filter(is => of(is) > 0)
    .map(is => `${standing[is]} ${formats.number(of(is))} 项`);
  if (standings.length === 0) return '没有必需的门禁。';
  const passed = `必需 ${formats.number(standings.length)} 项，通过 ${formats.number(of('passed'))} 项`;
  return `${[passed, ...others].join('，')}。`;
}

export const gates: Words['gates'] = {
  label: '门禁',
  title: title => `${title} 的门禁`,
  none: '策略没有为这次发布规定门禁。',
  count,
  notRequired: '非必需',
  unknown: it => `未知：${why(it)}`,
  skippedBy: (who, reason) => `由 ${person(who)} 跳过：${clause(reason)}。`,
  score: score =>
    score === null
      ? '安全评分未知：四项安全门禁中有一项没有证据。'
      : `安全评分：${formats.number(score)}（满分 100）。`,
  look: '查看',
  age: duration => `${duration}前`,
  ofCommit: (commit, validForMs) =>
    `${commit === null ? '提交未知' : `仅针对提交 ${code(commit.slice(0, 7))}`}；证据有效期 ${formats.duration(validForMs)}。`,
  wouldAsk: names => `这些门禁必须通过：${formats.and(names.map(one => name[one]))}。`,
  name,
  measured,
  demand,
  why,
  mend: gate => mend[gate] ?? BY_CODE,
  learn,
  source: ({ source, by }) =>
    source === 'github'
      ? `GitHub，${inline(by, 80)}`
      : source === 'ci'
        ? `CI，${inline(by, 80)}`
        : inline(by, 80),
};
