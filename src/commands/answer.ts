import { randomBytes } from 'node:crypto';
import { PeopleUnknown } from '../policy/people.ts';
import { isRefusal } from '../release/refusals.ts';
import { ConnectionLost, DatabaseUnreachable } from '../store/database.ts';
import type { Message } from '../views/message.ts';
import { refusalMessage, sentence } from '../views/refusal.ts';
import { sayMisunderstanding } from '../words/say-misunderstanding.ts';
import type { Desk } from './desk.ts';
import { failureOf } from './failure-of.ts';
import type { Answer, Told } from './intent.ts';
import { Misunderstood, Refused } from './misunderstanding.ts';
import { refusesBlocks } from './refuses-blocks.ts';

/** Says it to the asker alone, or to everybody there when it is news. */
export type Reply = (message: Message, forAll: boolean) => Promise<void>;

export interface Conversation {
  person: string;
  commandId: string;
  reply: Reply;
}

/** What came of answering: `broken` means the wish may be tried again. */
export type Came = 'answered' | 'broken';

/** The one place where a refusal, a misunderstanding or a bug becomes words for the person who asked. */
export async function answering(talk: Conversation, desk: Desk, work: () => Promise<Answer>): Promise<Came> {
  let came: Came = 'answered';
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    if (!isKnown(error)) came = 'broken';
    answer = explain(error, talk, desk);
  }
  if (answer === null) return came;
  const message: Told = isRefusal(answer) ? refusalMessage(answer, desk.words) : answer;
  try {
    await deliver(message, talk.reply, desk);
  } catch (error) {
    desk.log.warn({ ...failureOf(error), commandId: talk.commandId }, 'an answer could not be delivered');
  }
  return came;
}

/** With its chart where it has one, and in plainer words where the workspace does not take the better ones. */
async function deliver(told: Told, reply: Reply, desk: Desk): Promise<void> {
  const { chart, plainer, forAll = false, ...message } = told;
  try {
    if (chart) await desk.illustrated(message, chart, it => reply(it, forAll), desk.words);
    else await reply(message, forAll);
  } catch (error) {
    if (!plainer || !refusesBlocks(error)) throw error;
    await reply(plainer, forAll);
  }
}

const isKnown = (error: unknown) => error instanceof Refused || error instanceof Misunderstood;

/** The words for what was thrown. A bug is logged with a number the person can quote. */
export function explain(
  error: unknown,
  { person, commandId }: Pick<Conversation, 'person' | 'commandId'>,
  desk: Desk,
): Message {
  if (error instanceof Refused) return refusalMessage(error.refusal, desk.words);
  if (error instanceof Misunderstood) return sentence(sayMisunderstanding(error.why, desk.words));
  if (error instanceof ConnectionLost || error instanceof DatabaseUnreachable) {
    desk.log.warn(
      { ...failureOf(error), person, commandId },
      'the database was away while a command came in',
    );
    return sentence(desk.words.problems.databaseAway);
  }
  if (error instanceof PeopleUnknown) {
    desk.log.warn({ ...failureOf(error), person, commandId }, 'the groups of a person could not be read');
    return sentence(desk.words.problems.peopleUnknown);
  }
  const id = randomBytes(4).toString('hex');
  desk.log.error({ ...failureOf(error), id, person, commandId }, 'a command failed');
  return sentence(desk.words.problems.bug(id));
}
