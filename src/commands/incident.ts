import { openIncident, PRIORITIES, type Priority } from '../release/incidents.ts';
import { refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import { incidentAnswer } from '../views/incident-answer.ts';
import { readReportForm, reportModal } from '../views/incident-modals.ts';
import { REASON_BLOCK } from '../views/reason-modals.ts';
import { refusalMessage, sentence } from '../views/refusal.ts';
import { ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { aboutRelease, openModal, readAboutRelease } from './modals.ts';

/** Something is wrong with a service: reported, made graver, or looked at. `--draft` is what a message said already. */
export const incident: Intent = {
  ...ofRelease({
    button: 'incident',
    says: '/release incident [release] [P1|P2|P3] [what is wrong]',
    flags: { draft: 'value' },
    meaning: 'any',
    takesWords: true,
    perform: async (asked, desk) => {
      const { release, said, triggerId, flags, about } = asked;
      if (said) return report(release, readReport(said), asked, desk);
      const draft = flags.get('draft');
      const { last } = release.incidents;
      // The button is there to report one; typed, what there is comes first.
      if (last && draft === undefined && (!about || openIncident(release))) {
        return incidentAnswer(release, last, await desk.engine.history(release.id), desk.words);
      }
      if (!triggerId) return sentence(desk.words.incidents.none);
      const view = reportModal(release, typeof draft === 'string' ? draft : '', desk.words);
      await openModal(triggerId, aboutRelease(view, release, asked), desk);
      return null;
    },
  }),
  submitted: ({ values, metadata, person, commandId }, desk) => {
    const form = readReportForm(values);
    if (!form.what) {
      const missing = refusalMessage(refuse('reason-missing', { deed: 'incident' }), desk.words);
      return { errors: { [REASON_BLOCK]: missing.text } };
    }
    const { about, place } = readAboutRelease(metadata);
    const work = async (): Promise<Answer> => {
      const release = await desk.engine.load(about.r);
      return release ? report(release, form, { person, commandId }, desk) : refuse('superseded', {});
    };
    return { work, answerIn: place };
  },
};

/** Without a priority it is a core function: neither nothing nor everything. */
function readReport(said: string): { priority: Priority; what: string } {
  const [first = '', ...rest] = said.split(' ');
  const priority = PRIORITIES.find(known => known === first.toUpperCase());
  return priority ? { priority, what: rest.join(' ') } : { priority: 'P2', what: said };
}

async function report(
  release: Release,
  { priority, what }: { priority: Priority; what: string },
  { person: by, commandId }: Pick<Asked, 'person' | 'commandId'>,
  { engine, words }: Desk,
): Promise<Answer> {
  const outcome = await engine.handle(
    release.id,
    { type: 'OpenIncident', by, priority, what },
    { commandId, actor: by },
  );
  return told(outcome, words.incidents.done.opened);
}
