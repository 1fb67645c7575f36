import type { GateEvidence } from '../release/gate-evidence.ts';
import { figuresOf } from '../release/gate-figures.ts';
import type { Gate } from '../release/gate-judging.ts';
import type { GateRules } from '../release/gate-rules.ts';
import { blocks, gatesOf, isBeforeStart } from '../release/gates.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { actions, context, header, section } from './blocks.ts';
import { deedButton } from './deed-buttons.ts';
import { GATE_ICONS, standingOf, worstFirst } from './gates-part.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import type { Scene } from './scene.ts';

/** The gate panel: each gate with what speaks for it, from where, how old, and what would mend it. */
export function gatePanel(release: Release, scene: Scene): Message {
  const { words, now } = scene;
  const { gates, card } = words;
  const rules = release.terms.gates;
  const all = gatesOf(release, now);
  const title = gates.title(card.title(release.plan));
  if (!rules || all.length === 0) return message(gates.none, [section(gates.none)]);
  const says = gates.count(all.filter(({ required }) => required).map(standingOf));
  const { securityScore } = figuresOf(release, now);
  const lines = worstFirst(all).map(gate => gateLines(gate, rules, words, now).join('\n'));
  const rerun =
    isBeforeStart(release) && release.plan.commit !== null
      ? [actions([deedButton('gates-rerun', release, words)])]
      : [];
  return message([title, says, ...lines].join('\n'), [
    header(title),
    section(words.formats.sentences([says, gates.score(securityScore)])),
    ...lineSections(lines),
    ...rerun,
    context(gates.ofCommit(release.plan.commit, rules.validForMs)),
  ]);
}

/** Takes the place of the panel, so it brings the way back to it. */
export function gatesAskedAgain(release: Release, words: Words): Message {
  const says = words.done.gatesRerun(release);
  return message(says, [section(says), actions([deedButton('gates', release, words)])]);
}

function gateLines(gate: Gate, rules: GateRules, words: Words, now: Instant): string[] {
  const { gates, formats } = words;
  const { verdict, skipped, evidence, unavailable, name } = gate;
  const label = `${GATE_ICONS[standingOf(gate)]} *${gates.name[name]}*${gate.required ? '' : ` (${gates.notRequired})`}`;
  const title = formats.labelled(label, gates.demand(name, rules));
  const known = evidence.map(one => evidenceLine(one, rules, words, now));
  const unknown = unavailable.map(({ source, by, why }) =>
    formats.labelled(gates.source({ source, by }), gates.why(why)),
  );
  const because = verdict.is === 'unknown' && unknown.length === 0 ? [gates.unknown(verdict.why)] : [];
  const mends =
    verdict.is === 'passed'
      ? []
      : [`→ ${verdict.is === 'failed' ? gates.mend(name) : gates.learn(verdict.why)}`];
  const skips = skipped ? [gates.skippedBy(skipped.by, skipped.reason)] : [];
  return [
    title,
    ...[...known, ...unknown, ...because].map(line => `• ${line}`),
    ...skips,
    ...(blocks(gate) ? mends : []),
  ];
}

/** The address comes from outside; what is no web address is left out. */
function evidenceLine(one: GateEvidence, rules: GateRules, { gates, formats }: Words, now: Instant): string {
  const link = one.link && /^https?:\/\/[^\s<>|]+$/.test(one.link) ? ` · <${one.link}|${gates.look}>` : '';
  const age = gates.age(formats.duration(Math.max(0, now - one.at)));
  return `${gates.measured(one.measured, rules)} · ${gates.source(one)} · ${age}${link}`;
}
