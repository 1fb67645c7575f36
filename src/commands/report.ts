import { rollbackReport } from '../documents/rollback-report.ts';
import { wholeReport } from '../views/rollback-report.ts';
import { ofRelease } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';

/** What is on record of a rollback, all of it. */
export const report = ofRelease({
  button: 'report',
  says: '/release report [release]',
  meaning: 'any',
  takesWords: false,
  perform: async ({ release }, desk) => {
    const { engine, words } = desk;
    const [history, lane] = await Promise.all([engine.history(release.id), engine.lane(release.plan)]);
    const markdown = rollbackReport({ release, history, lane, now: desk.now(), words });
    if (markdown === null) throw misunderstood('no-rollback', { release: release.id });
    return wholeReport(release, markdown, words);
  },
});
