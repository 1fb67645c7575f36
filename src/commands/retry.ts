import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

export const retry = ofRelease({
  button: 'retry',
  says: '/release retry [release]',
  meaning: ['failed', 'deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const groups = await groupsFor('retry', release, by, desk);
    const command = { type: 'Retry', by, groups } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.retried,
    );
  },
});
