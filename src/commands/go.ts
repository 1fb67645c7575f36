import { ofRelease, told } from './deed.ts';
import { vote } from './vote.ts';

export const go = ofRelease({
  button: 'go',
  says: '/release go [release] [remark]',
  meaning: ['polling'],
  takesWords: true,
  answers: true,
  perform: async ({ release, person, commandId, said: reason }, desk) =>
    told(await vote('go', { release, person, commandId, reason }, desk), desk.words.done.saidGo),
});
