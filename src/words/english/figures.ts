import type { GateFigures } from '../../release/gate-figures.ts';
import { formats } from './terms.ts';

type FigureName = keyof GateFigures;

const says: { [K in FigureName]: (figure: number) => string } = {
  securityScore: score => `security score ${formats.number(score)}`,
  coveragePercent: percent => `coverage ${formats.percent(percent)}`,
  vulnerabilities: count =>
    count === 0
      ? 'no vulnerability'
      : formats.count(count, { one: 'vulnerability', other: 'vulnerabilities' }),
  compatibilityScore: score => `compatibility ${formats.number(score)}`,
  regressionPercent: percent =>
    percent > 0 ? `${formats.percent(percent)} slower` : `${formats.percent(-percent)} faster`,
};

const unknown: Record<FigureName, string> = {
  securityScore: 'security score',
  coveragePercent: 'coverage',
  vulnerabilities: 'vulnerabilities',
  compatibilityScore: 'compatibility',
  regressionPercent: 'performance',
};

/** What the gates measured, one phrase per figure; those that nobody knows say so. */
export const figureList = (
  figures: GateFigures,
  names: readonly FigureName[] = Object.keys(says) as FigureName[],
): string =>
  names
    .map(name => {
      const figure = figures[name];
      return figure === null ? `${unknown[name]} unknown` : says[name](figure);
    })
    .join(', ');

/** The same without figures, where only what is missing is known. */
export const figureNames = (names: readonly FigureName[]): string =>
  formats.and(names.map(name => unknown[name]));
