import { z } from 'zod';
import { LANGUAGES } from '../release/language.ts';

const LANGUAGE_EXPECTED = `one of ${LANGUAGES.map(it => `\`${it}\``).join(', ')}`;
const LanguageName = z.enum(LANGUAGES, { error: LANGUAGE_EXPECTED });

const CHANNEL_ID_EXPECTED = 'the Slack id of a channel, such as `C0123456789`';
const ChannelId = z.string().regex(/^[CG][A-Z0-9]{8,}$/, CHANNEL_ID_EXPECTED);

/** Which language is spoken where nobody chose another for themselves. */
export const LanguagePolicy = z.strictObject({
  /** Of people whose language in Slack is none of ours, of channels without one of their own, of pages and email. */
  workspace: LanguageName.prefault('en'),
  /** Of channels, by their Slack ids. */
  channels: z.record(ChannelId, LanguageName).prefault({}),
});
export type LanguagePolicy = z.output<typeof LanguagePolicy>;
