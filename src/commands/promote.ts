import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';

/** Ends the bake that is going on; refused while something was found. */
export const promote = ofRelease({
  button: 'promote',
  says: '/release promote [release]',
  meaning: ['deploying'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const groups = await groupsFor('promote', release, by, desk);
    const command = { type: 'Promote', by, groups } as const;
    return told(
      await desk.engine.handle(release.id, command, { commandId, actor: by }),
      desk.words.done.promoted,
    );
  },
});
