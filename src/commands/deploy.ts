import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

export const deploy = ofRelease({
  button: 'deploy',
  says: '/release deploy [release]',
  meaning: ['ready', 'held'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const groups = await groupsFor('deploy', release, by, desk);
    const command = { type: 'Deploy', by, groups } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.deployAsked,
    );
  },
});
