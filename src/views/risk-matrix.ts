import type { KnownBlock, TableBlock } from '@slack/types';
import { RISK_LEVELS, type Risk, type RiskLevel, severityOf } from '../release/risk.ts';
import type { Release } from '../release/state.ts';
import { escapeText, inline, person } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, preformatted, section } from './blocks.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';

/** From the gravest row down, as the matrix is usually drawn. */
const ROWS: readonly RiskLevel[] = [...RISK_LEVELS].reverse();

/**
 * The 4×4 matrix with the risks of the plan by their numbers, then each risk in words. Rows and columns have a meaning,
 * so it is Slack's plain table and not the one people sort; `plainer` is for where a workspace takes neither.
 */
export function riskMatrix(release: Release, words: Words): Message & { plainer: Message } {
  const { risks: says, card } = words;
  const { risks } = release.plan;
  const title = says.title(escapeText(card.title(release.plan)));
  const lines = risks.map((risk, at) => riskLine(risk, at + 1, words));
  const listed = lines.length > 0 ? lines : [says.none];
  const text = [title, ...listed].join('\n');
  const around = (grid: KnownBlock): KnownBlock[] => [
    section(`*${title}*`),
    grid,
    ...lineSections(listed),
    context(says.byKeyboard),
  ];
  return {
    ...message(text, around(tableOf(risks, words))),
    plainer: message(text, around(preformatted(drawn(cellsOf(risks, words))))),
  };
}

function riskLine(risk: Risk, number: number, { risks, terms }: Words): string {
  return risks.line({
    number,
    what: inline(risk.what, 300),
    severity: terms.severity[severityOf(risk)],
    probability: terms.level[risk.probability],
    impact: terms.level[risk.impact],
    mitigation: risk.mitigation.trim() ? inline(risk.mitigation, 500) : null,
    owner: risk.owner.trim() ? person(risk.owner) : null,
  });
}

/** Texts of the grid, row by row, the headings included. */
function cellsOf(risks: readonly Risk[], { risks: says, terms }: Words): string[][] {
  const placed = (probability: RiskLevel, impact: RiskLevel) =>
    risks.flatMap((risk, at) => (risk.probability === probability && risk.impact === impact ? [at + 1] : []));
  return [
    [says.axes, ...RISK_LEVELS.map(level => terms.level[level])],
    ...ROWS.map(probability => [
      terms.level[probability],
      ...RISK_LEVELS.map(impact =>
        says.cell(terms.severity[severityOf({ probability, impact })], placed(probability, impact)),
      ),
    ]),
  ];
}

const tableOf = (risks: readonly Risk[], words: Words): TableBlock => ({
  type: 'table',
  column_settings: RISK_LEVELS.map(() => ({ is_wrapped: true })),
  rows: cellsOf(risks, words).map(row => row.map(text => ({ type: 'raw_text', text }))),
});

/** The same in letters of one width. */
function drawn(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows
    .map(row =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
