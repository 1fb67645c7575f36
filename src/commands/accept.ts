import { ofRelease, told } from './deed.ts';

/** Somebody who is asked about a completed release is content with it, for every role they speak for. */
export const accept = ofRelease({
  button: 'accept',
  says: '/release accept [release]',
  meaning: ['completed'],
  takesWords: false,
  perform: async ({ release, person: by, commandId }, { engine, people, words: { done } }) => {
    const roles = await people.rolesOf(by, { fresh: true });
    const command = { type: 'Accept', by, roles } as const;
    return told(await engine.handle(release.id, command, { commandId, actor: by }), done.accepted);
  },
});
