import type { TableBlock } from '@slack/types';
import { expect, it } from 'vitest';
import type { Risk } from '../../src/release/risk.ts';
import { riskMatrix } from '../../src/views/risk-matrix.ts';
import { english } from '../../src/words/english.ts';
import { textOf } from './read.ts';
import { ANA, agreement, BEN, release } from './sample-releases.ts';

const index: Risk = {
  what: 'The index takes hours',
  probability: 'very high',
  impact: 'high',
  mitigation: 'It is built beforehand',
  owner: BEN,
};
const support: Risk = {
  ...index,
  what: 'Support is asked a lot',
  probability: 'low',
  impact: 'low',
  owner: ANA,
};
const shown = (risks: Risk[]) => {
  const full = agreement();
  return riskMatrix(release([], { ...full, plan: { ...full.plan, risks } }), english);
};
const grid = ({ blocks }: ReturnType<typeof shown>) =>
  (blocks.find(({ type }) => type === 'table') as TableBlock).rows.map(row =>
    row.map(cell => ('text' in cell ? cell.text : '')),
  );

it('the matrix has the gravest corner at the top right, with each risk in its place', () => {
  expect(grid(shown([index, support]))).toEqual([
    ['Probability ↓ Impact →', 'Low', 'Medium', 'High', 'Very high'],
    ['Very high', 'medium', 'high', 'critical: #1', 'critical'],
    ['High', 'medium', 'medium', 'high', 'critical'],
    ['Medium', 'low', 'medium', 'medium', 'high'],
    ['Low', 'low: #2', 'low', 'medium', 'medium'],
  ]);
});

it('every risk is told in words with its severity, mitigation and owner, also to a screen reader', () => {
  const says = `#1 *The index takes hours*: critical (probability very high, impact high). Mitigation: It is built beforehand. Owner: <@${BEN}>.`;
  expect(textOf(shown([index]).blocks)).toContain(says);
  expect(shown([index]).text).toContain(says);
});

it('where a workspace takes no tables it is drawn in letters of one width', () => {
  const drawn = JSON.stringify(shown([index]).plainer.blocks);
  expect(drawn).toContain('Very high               medium  high    critical: #1  critical');
});

it('a plan without risks says so', () => {
  expect(textOf(shown([]).blocks)).toContain('The plan names no risks.');
});
