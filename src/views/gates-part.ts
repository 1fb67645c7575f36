import type { SectionBlock } from '@slack/types';
import type { Gate } from '../release/gate-judging.ts';
import { gatesOf, isBeforeStart } from '../release/gates.ts';
import type { Release } from '../release/state.ts';
import { section } from './blocks.ts';
import { NO, UNKNOWN, YES } from './icons.ts';
import type { Scene } from './scene.ts';

export type GateStanding = 'passed' | 'failed' | 'unknown' | 'skipped';

export const GATE_ICONS: Record<GateStanding, string> = {
  passed: YES,
  failed: NO,
  unknown: UNKNOWN,
  skipped: '⏭️',
};

/** How a gate stands in one word. */
export const standingOf = ({ skipped, verdict }: Gate): GateStanding => (skipped ? 'skipped' : verdict.is);

/** What failed comes first, what has passed last; of each, those that are required before the others. */
const ORDER = ['failed', 'unknown', 'skipped', 'passed'] as const;
export const worstFirst = (all: readonly Gate[]): Gate[] =>
  ORDER.flatMap(is => {
    const own = all.filter(gate => standingOf(gate) === is);
    return [...own.filter(({ required }) => required), ...own.filter(({ required }) => !required)];
  });

/** The required gates in one line, as long as they may keep the release from starting. */
export function gatesPart(release: Release, { words, now }: Scene): SectionBlock[] {
  const required = gatesOf(release, now).filter(gate => gate.required);
  if (required.length === 0 || !isBeforeStart(release)) return [];
  const { gates, formats } = words;
  const missing = worstFirst(required).filter(({ verdict }) => verdict.is !== 'passed');
  const named = missing.map(gate => `${GATE_ICONS[standingOf(gate)]} ${gates.name[gate.name]}`);
  const says = `${gates.count(required.map(standingOf))} ${named.join(' ')}`.trim();
  return [section(formats.labelled(`*${gates.label}*`, says))];
}
