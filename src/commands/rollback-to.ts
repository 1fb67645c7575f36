import { refuse } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import type { Version } from '../release/terms.ts';
import { parseVersion } from '../release/version.ts';
import { type RollbackCandidate, rollbackChoice } from '../views/rollback-choice.ts';
import type { Intent } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { readNaming } from './naming.ts';
import { loaded, ROLLBACK_FLAGS, refuseTypo, rollBack, wishOf } from './rollback-now.ts';
import { rollbackScope } from './rollback-scope.ts';
import { releaseOfThread } from './which-release.ts';

const says = '/rollback to <version> [service] [environment] [reason]';

/** Goes back to a known-good version of one's choice. Like `/rollback now`, it asks nothing but the database. */
export const rollbackTo: Intent = {
  button: 'rollback-to',
  says,
  flags: ROLLBACK_FLAGS,
  perform: async (asked, desk) => {
    const { about } = asked;
    wishOf(asked);
    if (about)
      return about.v
        ? rollBack(await loaded(about.r, desk), asked, [], desk, about.v)
        : refuse('superseded', {});
    const [first, ...words] = asked.words;
    if (!first) throw misunderstood('argument-missing', { what: 'version', says });
    const to = parseVersion(first.text);
    if (!to) throw new Refused(refuse('not-a-version', { found: first.text }));
    const { service, environment, rest } = readNaming(words, desk.policy());
    refuseTypo(rest, desk);
    const thread = service === null && environment === null ? await releaseOfThread(asked, desk) : null;
    const release = thread ? await desk.engine.load(thread) : null;
    if (release) return rollBack(release, asked, rest, desk, to);
    const { standing, here, naming } = await rollbackScope({ ...asked, words }, desk);
    const { candidate, older } = standing;
    const meant = candidate.length > 0 ? candidate : [...standing['coming-back'], ...older];
    const [only] = meant;
    if (!only) throw misunderstood('nothing-to-roll-back', {});
    if (meant.length === 1 && here) return rollBack(only, asked, naming.rest, desk, to);
    return rollbackChoice(goingBackTo(to, meant), desk.words, { ...wishOf(asked), to });
  },
};

const goingBackTo = (to: Version, releases: readonly Release[]): RollbackCandidate[] =>
  releases.map(release => ({ release, from: release.plan.version, to }));
