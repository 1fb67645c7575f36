import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

export const resume = ofRelease({
  button: 'resume',
  says: '/release resume [release]',
  meaning: ['deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const groups = await groupsFor('resume', release, by, desk);
    const command = { type: 'Resume', by, groups } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.resumed,
    );
  },
});
