import type { GateFigures } from '../../release/gate-figures.ts';
import { formats } from './terms.ts';

type FigureName = keyof GateFigures;

const says: { [K in FigureName]: (figure: number) => string } = {
  securityScore: score => `安全评分 ${formats.number(score)}`,
  coveragePercent: percent => `覆盖率 ${formats.percent(percent)}`,
  vulnerabilities: count => (count === 0 ? '没有漏洞' : `漏洞 ${formats.number(count)} 个`),
  compatibilityScore: score => `兼容性 ${formats.number(score)}`,
  regressionPercent: percent =>
    percent > 0 ? `性能下降 ${formats.percent(percent)}` : `性能提升 ${formats.percent(-percent)}`,
};

const unknown: Record<FigureName, string> = {
  securityScore: '安全评分',
  coveragePercent: '覆盖率',
  vulnerabilities: '漏洞',
  compatibilityScore: '兼容性',
  regressionPercent: '性能',
};

export const figureList = (
  figures: GateFigures,
  names: readonly FigureName[] = Object.keys(says) as FigureName[],
): string =>
  names
    .map(name => {
      const figure = figures[name];
      return figure === null ? `${unknown[name]}未知` : says[name](figure);
    })
    .join('，');

export const figureNames = (names: readonly FigureName[]): string =>
  formats.and(names.map(name => unknown[name]));
