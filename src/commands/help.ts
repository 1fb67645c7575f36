import { help as helpAnswer } from '../views/help.ts';
import type { Intent } from './intent.ts';
import { sentenceOf } from './parse.ts';

export const help: Intent = {
  button: 'help',
  says: '/release help [command]',
  perform: async ({ words }, desk) => helpAnswer(desk.words, sentenceOf(words).toLowerCase()),
};
