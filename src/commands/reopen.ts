import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

export const reopen = ofRelease({
  button: 'reopen',
  says: '/release reopen [release]',
  meaning: ['held'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const groups = await groupsFor('reopen', release, by, desk);
    const command = { type: 'ReopenPoll', by, groups } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.reopened,
    );
  },
});
