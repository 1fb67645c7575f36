import { ofRelease, told } from './deed.ts';
import { rolesHeld } from './roles-held.ts';

/** Somebody who is asked about a completed release is content with it, for every role they speak for. */
export const accept = ofRelease({
  button: 'accept',
  says: '/release accept [release]',
  meaning: ['completed'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, desk) => {
    const { engine, words } = desk;
    const roles = await rolesHeld(by, release.terms.closing?.roles ?? [], desk);
    const command = { type: 'Accept', by, roles } as const;
    return told(await engine.handle(release.id, command, { commandId, actor: by }), words.done.accepted);
  },
});
