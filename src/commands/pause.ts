import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

export const pause = ofRelease({
  button: 'pause',
  says: '/release pause [release] [reason]',
  meaning: ['deploying'],
  takesWords: true,
  perform: async ({ release, person: by, said: reason, commandId }, desk) => {
    const groups = await groupsFor('pause', release, by, desk);
    const command = { type: 'Pause', by, groups, reason } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.paused,
    );
  },
});
