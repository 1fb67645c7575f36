import { parseButtonValue } from '../views/button-value.ts';
import { sentence } from '../views/refusal.ts';
import { OPEN_FORM, readTypedLine, tooSlow } from '../views/too-slow.ts';
import { answering, type Came, type Conversation, explain } from './answer.ts';
import { checkFlags, VALUED_FLAGS } from './check-flags.ts';
import { type Desk, speakingTo } from './desk.ts';
import { failureOf } from './failure-of.ts';
import type { InFlight } from './in-flight.ts';
import type { Answer, Asked, Submission, Submitted } from './intent.ts';
import { intentOfButton, intentOfModal, intentOfWords, type SlashCommand } from './intents.ts';
import { Misunderstood } from './misunderstanding.ts';
import { type Once, once } from './once.ts';
import { parse } from './parse.ts';
import { sayingToWait } from './patience.ts';
import { respelled } from './respelled.ts';
import { turnstile } from './turnstile.ts';

/** Who spoke, where, and how to answer. */
export type Speaker = Conversation & Pick<Asked, 'channel' | 'channelName' | 'threadTs' | 'triggerId'>;

/** Where every gesture of a person arrives once Slack has its acknowledgement. Never rejects. */
export interface Reception {
  typed(speaker: Speaker, command: SlashCommand, text: string): Promise<void>;
  clicked(speaker: Speaker, button: string, value: string | undefined): Promise<void>;
  /** The rest of a submission that was looked at before it was acknowledged. */
  finish(speaker: Speaker, work: () => Promise<Answer>): Promise<void>;
  /** Looks at a submission without any I/O; null when the modal is none of ours. */
  look(callback: string, form: Submitted): Submission | null;
  /** Work that answers nobody, such as drawing the App Home. */
  quietly(commandId: string, work: () => Promise<void>): Promise<void>;
}

export function openReception(desk: Desk, flying: InFlight): Reception {
  const seen = once();
  const inTurn = turnstile(TYPED_AT_MOST);
  const carry = (talk: Conversation, work: (desk: Desk) => Promise<Answer>, turn?: () => Promise<void>) =>
    flying.track(
      onlyOnce(seen, talk.commandId, async () => {
        // Before anything is looked up, or a flood would have that compete with its acknowledgements.
        await turn?.();
        const spoken = await speakingTo(talk.person, desk);
        const people = sayingToWait(desk.people, () => stillAsking(talk, spoken));
        const theirs = { ...spoken, people };
        return answering(talk, theirs, () => work(theirs));
      }),
    );
  return {
    typed: (speaker, command, text) =>
      carry(
        speaker,
        theirs => spoken(speaker, command, text, theirs),
        mayOvertake(command, text) ? undefined : inTurn,
      ),
    clicked: (speaker, button, value) => {
      const typed = button === OPEN_FORM ? readTypedLine(value ?? '') : null;
      // A form waits for nobody: in line it would come too late once more.
      if (typed) return carry(speaker, theirs => spoken(speaker, slashOf(typed.command), typed.text, theirs));
      const intent = intentOfButton(button);
      if (!intent) return Promise.resolve();
      const about = parseButtonValue(value ?? '');
      return carry(speaker, theirs =>
        intent.perform(askedOf(speaker, { words: [], flags: new Map(), about }), theirs),
      );
    },
    finish: (speaker, work) => carry(speaker, work),
    look: (callback, form) => {
      // Whoever filled it in was spoken to a moment ago.
      const theirs = { ...desk, words: desk.speech.toPersonNow(form.person) };
      try {
        return intentOfModal(callback)?.submitted?.(form, theirs) ?? null;
      } catch (error) {
        return keptOpen(form, error, theirs);
      }
    },
    quietly: (commandId, work) =>
      flying.track(
        onlyOnce(seen, commandId, async () => {
          try {
            await work();
            return 'answered';
          } catch (error) {
            desk.log.warn({ ...failureOf(error), commandId }, 'something people look at could not be drawn');
            return 'broken';
          }
        }),
      ),
  };
}

async function spoken(speaker: Speaker, command: SlashCommand, text: string, desk: Desk): Promise<Answer> {
  try {
    const { words, flags } = parse(text, VALUED_FLAGS);
    const { intent, rest } = intentOfWords(command, words);
    checkFlags(flags, intent);
    return await intent.perform(askedOf(speaker, { words: rest, flags, about: null }), desk);
  } catch (error) {
    if (error instanceof Misunderstood && error.why.unclear === 'too-slow')
      return tooSlow({ command, text }, desk.words);
    throw respelled(error, command, text);
  }
}

const slashOf = (command: string): SlashCommand => (command === '/rollback' ? command : '/release');

/** Whoever waits for Slack should know that they were heard. */
async function stillAsking({ reply, commandId }: Conversation, { words, log }: Desk): Promise<void> {
  try {
    await reply(sentence(words.problems.stillAsking), false);
  } catch (error) {
    log.info({ ...failureOf(error), commandId }, 'nobody could be told that Slack is still asked');
  }
}

/** What was written must not be lost: the trouble is said at the first field, if there is one. */
function keptOpen(form: Submitted, error: unknown, desk: Desk): Submission {
  const [block] = Object.keys(form.values);
  if (block) return { errors: { [block]: explain(error, form, desk).text } };
  return { work: () => Promise.reject(error), answerIn: { channel: null, threadTs: null } };
}

/**
 * Far more than people type, and few enough that answering a flood leaves room to acknowledge it: an answer costs some
 * thirty times as much as its acknowledgement, with what it asks of the database and of Slack.
 */
const TYPED_AT_MOST = { burst: 50, perSecond: 20 };

/** What takes a release back or stops it waits for nothing. */
const mayOvertake = (command: SlashCommand, text: string): boolean =>
  command === '/rollback' || /^\s*(rollback|abort|pause)\b/i.test(text);

async function onlyOnce(seen: Once, commandId: string, work: () => Promise<Came>): Promise<void> {
  if (!seen.begin(commandId)) return;
  if ((await work()) === 'broken') seen.forget(commandId);
}

const askedOf = (speaker: Speaker, said: Pick<Asked, 'words' | 'flags' | 'about'>): Asked => {
  const { reply: _, ...who } = speaker;
  return { ...who, ...said };
};
