import type { Release } from '../release/state.ts';
import type { Message } from '../views/message.ts';
import { statusAnswer } from '../views/status.ts';
import { ofRelease } from './deed.ts';
import type { Desk } from './desk.ts';
import { readerOf, sceneOf } from './scene-of.ts';

export const status = ofRelease({
  button: 'status',
  says: '/release status [release]',
  meaning: 'any',
  takesWords: false,
  perform: ({ release, person }, desk) => statusOf(release, person, desk),
});

export async function statusOf(release: Release, person: string, desk: Desk): Promise<Message> {
  const [scene, reader] = await Promise.all([sceneOf(release, desk), readerOf(person, desk)]);
  return statusAnswer(release, scene, reader);
}
