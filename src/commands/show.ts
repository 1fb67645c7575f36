import type { HistoryEntry } from '../engine/engine.ts';
import type { Release } from '../release/state.ts';
import { outputPages, showRelease, stepOutput } from '../views/show.ts';
import { ofRelease } from './deed.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { sceneOf } from './scene-of.ts';
import { verdictOf } from './show-verdict.ts';

const says = '/release show [release] [output <step> [page]] [verdict [phase]]';

/** The plan, the runbook and the history; or what a step printed, page by page; or why a verdict fell. */
export const show = ofRelease({
  button: 'show',
  says,
  meaning: 'any',
  takesWords: true,
  perform: async ({ release, about, said }, desk) => {
    if (about?.y !== undefined) return verdictOf(release, about.y || null, desk);
    const history = await desk.engine.history(release.id);
    if (about?.s) return outputOf(release, history, { step: about.s, page: about.p ?? 1 }, desk);
    const [word, step, page = '1', extra] = said.split(' ');
    if (word === 'verdict') {
      // `25 %` is one name, however it is written.
      const [, ...phase] = said.split(' ');
      return verdictOf(release, phase.join('') || null, desk);
    }
    if (!word) return showRelease(release, history, await sceneOf(release, desk));
    if (word !== 'output' || extra) throw misunderstood('argument-extra', { found: extra ?? word, says });
    if (!step) throw misunderstood('argument-missing', { what: 'step', says });
    if (!/^\d{1,6}$/.test(page)) throw misunderstood('argument-extra', { found: page, says });
    return outputOf(release, history, { step, page: Number(page) }, desk);
  },
});

async function outputOf(
  release: Release,
  history: readonly HistoryEntry[],
  asked: { step: string; page: number },
  desk: Desk,
): Promise<Answer> {
  const { step } = asked;
  const known = release.runbook.steps.map(({ id }) => id);
  const operation = operationOf(step, history);
  if (!operation && !known.includes(step)) {
    throw misunderstood('value-unknown', {
      what: 'step',
      found: step,
      meant: didYouMean(step, known),
      known,
    });
  }
  const output = operation ? await desk.releases.output(operation) : null;
  if (!output?.text) throw misunderstood('no-output', { step });
  const pages = outputPages(output.text);
  const page = Math.min(Math.max(asked.page, 1), pages.length);
  return stepOutput(release, step, { pages, page, isCut: output.isCut }, desk.words);
}

/** The step's latest attempt; the parts of a rollback are `rollback-1` and so on. */
function operationOf(step: string, history: readonly HistoryEntry[]): string | null {
  const operations = history.flatMap(({ event }) => {
    if (event.type === 'StepStarted' && event.step === step) return [event.operation];
    if (event.type === 'RetirementStarted' && step === 'retire') return [event.operation];
    if (event.type === 'RollbackPartStarted' && `rollback-${event.part + 1}` === step)
      return [event.operation];
    return [];
  });
  return operations.at(-1) ?? null;
}
