import { auditStory } from '../views/audit-story.ts';
import { ofRelease } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';

const says = '/release audit [release] [page]';

/** The story of a release: who did what, when and why, and whether the chain holds it. */
export const audit = ofRelease({
  button: 'audit',
  says,
  meaning: 'any',
  takesWords: true,
  perform: async ({ release, about, said }, { engine, releases, words }) => {
    if (said && !/^\d{1,6}$/.test(said)) throw misunderstood('argument-extra', { found: said, says });
    const page = about?.p ?? (Number(said) || 1);
    const [history, proof] = await Promise.all([engine.history(release.id), releases.proof(release.id)]);
    return auditStory(release, history, { page, proof }, words);
  },
});
