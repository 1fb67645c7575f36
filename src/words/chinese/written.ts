import { writtenTrigger } from './written-trigger.ts';

const WRITTEN: readonly [RegExp, string][] = [
  [/^Check that the target answers, and read what runs there$/, '检查部署目标是否响应，并读取当前运行版本'],
  [/^Install (\S+) without traffic$/, '安装 $1，不接入流量'],
  [/^Install (\S+), which takes over the traffic$/, '安装 $1 并接管流量'],
  [/^Send ([\d.]+)% of the traffic to (\S+)$/, '将 $1% 的流量切到 $2'],
  [/^Read back that (\S+) runs$/, '回读确认 $1 正在运行'],
  [/^It changes nothing\.?$/, '不做任何改动'],
  [/^(\S+) is restored and (\S+) is stopped\.?$/, '恢复 $1 并停止 $2'],
  [/^All traffic goes back to (\S+?)\.?$/, '全部流量切回 $1'],
  [/^The target answers\.?$/, '部署目标有响应'],
  [/^The target answers that (\S+) runs\.?$/, '部署目标答复 $1 正在运行'],
  [/^The target answers that (\S+) serves all traffic\.?$/, '部署目标答复 $1 承接全部流量'],
  [/^The target reports that the operation succeeded\.?$/, '部署目标报告操作成功'],
  [
    /^The target reports that the operation succeeded, and the metrics stay within the triggers\.?$/,
    '部署目标报告操作成功，且指标没有触发任何规则',
  ],
  [/^the policy names nothing to do here$/, '策略文件没有规定此处的操作'],
  [/^the release went out after all$/, '发布最终成功上线'],
];

/** Why a place is locked after a rollback: what follows the colon was written by people, or names a trigger. */
const LOCKED: readonly [RegExp, string][] = [
  [/^(\S+) was rolled back: (.*)$/s, '$1 已被回滚：'],
  [/^()the rollback was taken over: (.*)$/s, '回滚已由人工接管：'],
];

/**
 * What tminus itself wrote into a runbook or a record, in Chinese. The runbook is part of what people approve and has one
 * language, and so have records, so they are read and not changed; what people wrote stays as it is.
 */
export function written(text: string): string {
  const trigger = writtenTrigger(text);
  if (trigger !== null) return trigger;
  for (const [pattern, chinese] of LOCKED) {
    const why = pattern.exec(text)?.[2];
    if (why !== undefined) return text.replace(pattern, chinese) + written(why);
  }
  for (const [pattern, chinese] of WRITTEN) if (pattern.test(text)) return text.replace(pattern, chinese);
  return text;
}
