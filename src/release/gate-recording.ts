import type { GateEvidence, GateName, Unavailable } from './gate-evidence.ts';
import { isFresh } from './gate-judging.ts';
import type { GateRules } from './gate-rules.ts';
import type { Gates, GatesCommand, GatesEvent } from './gates.ts';
import { isSame } from './is-same.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import type { Instant } from './terms.ts';

/** Only what is news; the same facts again are, once half their time is over. */
export function newsOf(
  { evidence, unavailable }: Extract<GatesCommand, { type: 'RecordEvidence' }>,
  { gates, plan }: Release,
  rules: GateRules,
  now: Instant,
): GatesEvent[] | Refusal {
  const stranger = evidence.find(({ commit }) => commit !== plan.commit);
  if (stranger)
    return refuse('evidence-of-another-commit', { expected: plan.commit, found: stranger.commit });
  // A clock that is ahead must not make evidence count for longer.
  const measured = evidence.map(one => (one.at > now ? { ...one, at: now } : one));
  const news = newestOf(measured).filter(one => isNews(one, gates, rules));
  const silent = unavailable.filter(
    one =>
      !measured.some(same(one)) &&
      !gates.unavailable.some(known => same(one)(known) && isSame(known.why, one.why)) &&
      // What cannot be asked now is known all the same, for a while.
      !(isTrouble(one) && gates.evidence.some(known => ofSource(one)(known) && isFresh(known, rules, now))),
  );
  return news.length + silent.length > 0 || gates.pending
    ? [{ type: 'EvidenceRecorded', evidence: news, unavailable: silent }]
    : [];
}

interface Origin {
  gate: GateName;
  source: string;
  by: string;
}
const originOf = (one: GateEvidence | Unavailable): Origin =>
  'measured' in one ? { gate: one.measured.gate, source: one.source, by: one.by } : one;
const same = (one: GateEvidence | Unavailable) => (other: GateEvidence | Unavailable) => {
  const [a, b] = [originOf(one), originOf(other)];
  return a.gate === b.gate && a.source === b.source && a.by === b.by;
};
/** The same gate and kind of source, whoever measured. */
const ofSource = (one: GateEvidence | Unavailable) => (other: GateEvidence | Unavailable) => {
  const [a, b] = [originOf(one), originOf(other)];
  return a.gate === b.gate && a.source === b.source;
};
const isTrouble = ({ why }: Unavailable): boolean => why.because === 'trouble';

const newestOf = (evidence: readonly GateEvidence[]): GateEvidence[] =>
  evidence.filter(one => !evidence.some(other => other !== one && same(one)(other) && other.at > one.at));

function isNews(one: GateEvidence, { evidence, unavailable }: Gates, { validForMs }: GateRules): boolean {
  const known = evidence.find(same(one));
  if (!known || known.commit !== one.commit) return true;
  if (one.at <= known.at) return false;
  const wasSilent = unavailable.some(it => (isTrouble(it) ? ofSource(one)(it) : same(one)(it)));
  return wasSilent || !isSame(known.measured, one.measured) || one.at - known.at > validForMs / 2;
}

/**
 * The last word of each source counts: one that has nothing any more takes back what it told. Only a source that could
 * not be asked leaves what it told before, which is of the same commit, as it is.
 */
export function withNews(
  gates: Gates,
  { evidence, unavailable }: Extract<GatesEvent, { type: 'EvidenceRecorded' }>,
): Gates {
  const told = [...evidence, ...unavailable];
  const isOver = (known: Unavailable) => told.some(isTrouble(known) ? ofSource(known) : same(known));
  const isTakenBack = (known: GateEvidence) =>
    evidence.some(same(known)) || unavailable.some(one => same(known)(one) && !isTrouble(one));
  const { pending: _, ...answered } = gates;
  return {
    ...answered,
    evidence: [...gates.evidence.filter(known => !isTakenBack(known)), ...evidence],
    unavailable: [...gates.unavailable.filter(known => !isOver(known)), ...unavailable],
  };
}
