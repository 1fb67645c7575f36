import type { Measure } from '../../release/course.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const valueIn = (value: number, { kind }: Measure) =>
  kind === 'failed' || kind === 'slow'
    ? formats.percent(value)
    : kind === 'latency'
      ? formats.latency(value)
      : formats.number(value);

/** Texts in a chart: plain, short, and each says its unit. */
export const chart: Words['chart'] = {
  title: (measure, unit = 's') => {
    switch (measure.kind) {
      case 'failed':
        return '失败请求（%）';
      case 'slow':
        return `慢于 ${formats.latency(measure.seconds)} 的响应（%）`;
      case 'latency':
        return `P${formats.number(100 * measure.quantile)} 延迟（${unit === 'ms' ? '毫秒' : '秒'}）`;
      case 'figure':
        return measure.name;
    }
  },
  axis: (measure, unit = 's') => {
    switch (measure.kind) {
      case 'failed':
        return '占请求的 %';
      case 'slow':
        return '占响应的 %';
      case 'latency':
        return unit === 'ms' ? '毫秒' : '秒';
      case 'figure':
        return measure.name;
    }
  },
  time: '接入流量后的分:秒',
  canary: version => `新 ${version}`,
  baseline: version => `稳定 ${version}`,
  limit: (value, measure) => `上限 ${valueIn(value, measure)}`,
  phase: percent => formats.percent(percent),
  verdict: '判定',
  described: (title, lines, limit) =>
    `${title}。${lines.map(({ name, last, highest }) => `${name}：最后 ${last}，最高 ${highest}`).join('；')}${limit ? `；${limit}` : ''}。`,
  value: valueIn,
};
