import type { ModalView } from '@slack/types';
import type { LineChart } from '../providers/pictures/port.ts';
import type { Refusal } from '../release/refusals.ts';
import type { PersonId } from '../release/terms.ts';
import type { ButtonValue } from '../views/button-value.ts';
import type { Message } from '../views/message.ts';
import type { FormValues } from '../views/plan-form.ts';
import type { Desk } from './desk.ts';
import type { Word } from './parse.ts';

/** What one person wants, however it reached us: typed, mentioned, clicked or submitted. */
export interface Asked {
  person: PersonId;
  /** Where; null in App Home. */
  channel: string | null;
  /** Its name, where Slack sent it along. */
  channelName: string | null;
  threadTs: string | null;
  /** What follows the intent's own word. */
  words: readonly Word[];
  flags: ReadonlyMap<string, string | true>;
  /** What the button was about; null when it was typed. */
  about: ButtonValue | null;
  /** The same for every delivery of the same wish, and for no other wish. */
  commandId: string;
  /** Opens one modal within three seconds; a mention has none. */
  triggerId: string | null;
}

/** What the asker reads, and nobody else unless it is news `forAll`. Null: the card and the notices tell it. */
export type Answer = Told | Refusal | null;

export type Told = Message & {
  forAll?: boolean;
  /** Shown below, in the best way the workspace takes. */
  chart?: LineChart;
  /** Said instead where the workspace does not take the blocks. */
  plainer?: Message;
};

/** A modal that was sent off. */
export interface Submitted {
  person: PersonId;
  values: FormValues;
  /** `private_metadata` as it was put into the modal. */
  metadata: string;
  commandId: string;
  triggerId: string | null;
}

/** Keep the modal open with an error per block, show another one in its place, or close it and do the work. */
export type Submission =
  | { errors: Record<string, string> }
  | { instead: ModalView }
  | { work: () => Promise<Answer>; answerIn: Pick<Asked, 'channel' | 'threadTs'> };

/** `optional`: with a value or without. */
export type FlagKind = 'value' | 'optional' | 'bare';

/** One thing people can want. Its slash word, its buttons and its modal are this one object. */
export interface Intent {
  /** Action id of its buttons. */
  button: string;
  /** Callback id of its modal, where that is not the action id. */
  callback?: string;
  /** How it is typed; the words before the first bracket are what it is known by. */
  says: string;
  flags?: Readonly<Record<string, FlagKind>>;
  perform(asked: Asked, desk: Desk): Promise<Answer>;
  /** Looks at what was filled in without any I/O: Slack waits for the acknowledgement. */
  submitted?(form: Submitted, desk: Desk): Submission;
}
