import type { EvidenceToken } from '../store/evidence-tokens.ts';
import { code, escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, section } from './blocks.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';

/** How it is typed in Slack; the tool beside the database is called otherwise. */
const COMMAND = '/release token';

/** The one time a token is shown. Its text, which notifications repeat, is without it. */
export function tokenMade(kept: EvidenceToken, token: string, { evidenceTokens }: Words): Message {
  const [first = '', ...rest] = evidenceTokens.created(kept, COMMAND).map(escapeText);
  return message(first, [section(`${first}\n${code(token)}`), context(rest.join('\n'))]);
}

export function tokenList(tokens: readonly EvidenceToken[], now: number, { evidenceTokens }: Words): Message {
  const lines = evidenceTokens.listed(tokens, now, COMMAND).map(escapeText);
  return message(lines.join('\n'), lineSections(lines));
}
