import { digestOf } from '../policy/agreement.ts';
import { hasEnded } from '../release/ending.ts';
import { STATUSES } from '../release/state.ts';
import { ofRelease, told } from './deed.ts';
import { misunderstood } from './misunderstanding.ts';
import { groupsFor } from './permitted-groups.ts';
import { personMeant } from './person-meant.ts';

const says = '/release owner [release] @person';

/** Gives a release to somebody else, who then decides about it and has no say among its approvers. */
export const owner = ofRelease({
  button: 'owner',
  says,
  meaning: STATUSES.filter(status => !hasEnded(status) && status !== 'starting'),
  takesWords: true,
  perform: async ({ release, said, person: by, commandId }, desk) => {
    if (!said) throw misunderstood('argument-missing', { what: 'person', says });
    const to = personMeant(said);
    const digest = digestOf({ ...release, plan: { ...release.plan, owner: to } });
    const groups = await groupsFor('owner', release, by, desk);
    const outcome = await desk.engine.handle(
      release.id,
      { type: 'ChangeOwner', by, groups, owner: to, digest, of: release.digest },
      { commandId, actor: by },
    );
    return told(outcome, desk.words.done.ownerChanged);
  },
});
