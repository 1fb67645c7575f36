import type { Release } from '../release/state.ts';
import { type VerdictGiven, verdictsIn } from '../release/verdicts.ts';
import { chartOf, courseAbout, verdictAnswer } from '../views/verdict.ts';
import type { Desk } from './desk.ts';
import type { Answer } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';

/** Why the latest verdict fell as it did, or that of a phase, named by its share of the traffic or its step. */
export async function verdictOf(release: Release, phase: string | null, desk: Desk): Promise<Answer> {
  const { engine, releases, words } = desk;
  const history = await engine.history(release.id);
  const verdicts = verdictsIn(history);
  if (verdicts.length === 0) throw misunderstood('no-verdict', { release: release.id });
  const given = phase === null ? verdicts.at(-1) : verdicts.findLast(one => isOf(one, phase));
  const names = [...new Set(verdicts.flatMap(one => nameOf(one) ?? []))];
  if (!given)
    throw misunderstood('value-unknown', { what: 'phase', found: phase ?? '', meant: null, known: names });
  // What followed from it is told from the release as it was then.
  const version = history.find(({ event }) => event === given.event)?.version;
  const then = (await engine.load(release.id, version)) ?? release;
  const about = courseAbout(release, given, history);
  const samples = about ? await releases.samples(release.id, about.firstTrafficAt) : [];
  const chart = about && chartOf(release, about, samples, words);
  const others = names.filter(name => name !== nameOf(given));
  const answer = verdictAnswer(then, given, { others, hasChart: chart !== null }, words);
  return chart ? { ...answer, chart } : answer;
}

/** What is typed to mean its phase. */
const nameOf = ({ phase }: VerdictGiven): string | null => phase && `${phase.percent}%`;

const isOf = ({ phase }: VerdictGiven, asked: string): boolean =>
  phase !== null && (phase.step === asked || String(phase.percent) === asked.replace(/%$/, ''));
