const UNITS: Record<string, string> = { ms: '毫秒', s: '秒', min: '分钟', h: '小时', d: '天' };

/** `10 min`, as `spellDuration` writes it. */
const duration = (text: string): string =>
  text.replace(/^([\d.]+) (ms|s|min|h|d)$/, (_, count: string, unit: string) => `${count} ${UNITS[unit]}`);

/** What the trigger looks at, as `policy/trigger-name.ts` writes it. */
const CONDITIONS: readonly [RegExp, (...found: string[]) => string][] = [
  [/^error rate above ([\d.]+)%$/, percent => `错误率高于 ${percent}%`],
  [/^(P[\d.]+) above ([\d.]+) × the running version$/, (p, times) => `${p} 高于现行版本的 ${times} 倍`],
  [/^(P[\d.]+) above ([\d.]+ \w+)$/, (p, limit = '') => `${p} 高于 ${duration(limit)}`],
  [/^(\d+) failed health checks$/, count => `健康检查失败 ${count} 次`],
  [/^(\d+) failed health checks that are not critical$/, count => `非关键健康检查失败 ${count} 次`],
  [/^a process of the new version began again$/, () => '新版本有进程重新启动'],
  [/^processes of the new version began again (\d+) times$/, count => `新版本的进程重新启动 ${count} 次`],
  [/^throughput below ([\d.]+)% of its share$/, percent => `吞吐量低于应得份额的 ${percent}%`],
  [/^(.+) above (-?[\d.]+)$/, (figure, limit) => `${figure} 高于 ${limit}`],
  [/^(.+) below (-?[\d.]+)$/, (figure, limit) => `${figure} 低于 ${limit}`],
];

/** The rules of the comparison, by the names `release/comparison.ts` gives them. */
const RULES: Record<string, string> = {
  'a large part of the requests fails': '大量请求失败',
  'more errors than the version beside it': '错误多于并行的版本',
  'more slow answers than the version beside it': '慢响应多于并行的版本',
  'both versions have more errors than they may': '两个版本的错误都超出允许的范围',
  'an error where the version beside it has none': '并行的版本没有错误，新版本出现了错误',
  'more errors than the version before it had': '错误多于此前的版本',
  'more slow answers than the version before it had': '慢响应多于此前的版本',
};

/** The name tminus gives a trigger that was given none, in Chinese; null for a name that people gave. */
export function writtenTrigger(name: string): string | null {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule !== undefined) return rule;
  const [, what = '', window = '', held] = /^(.+) over ([\d.]+ \w+?)(?: for ([\d.]+ \w+))?$/.exec(name) ?? [];
  for (const [pattern, say] of CONDITIONS) {
    const found = pattern.exec(what);
    if (!found) continue;
    const said = say(...found.slice(1));
    const space = /^\w/.test(said) ? ' ' : '';
    return `${duration(window)}内${space}${said}${held ? `，持续 ${duration(held)}` : ''}`;
  }
  return null;
}
