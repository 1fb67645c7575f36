import type { InputBlock, ModalView } from '@slack/types';
import { LANGUAGES, type Language } from '../release/language.ts';
import { DIRECT_MESSAGES, type DirectMessages, type Preferences, readClock } from '../release/preferences.ts';
import type { Words } from '../words/words.ts';
import { context, fields, section } from './blocks.ts';
import { choiceInput, INPUT, modal, timeInput } from './inputs.ts';
import { type Message, message } from './message.ts';
import type { FormValues } from './plan-form.ts';

const BLOCKS = {
  language: 'language',
  direct: 'direct',
  email: 'email',
  from: 'quiet-from',
  until: 'quiet-until',
} as const;

const AS_IN_SLACK = 'slack';

/** Whether email can reach the reader: where not, it is said instead of asked. */
export type Mailable = 'yes' | 'no-address' | 'no-mail';

/** Callback `settings`; `metadata` says where to answer. */
export function settingsModal(
  { language, email, quiet, direct }: Preferences,
  mailable: Mailable,
  metadata: string,
  words: Words,
): ModalView {
  const { settings, modals } = words;
  const languages = [
    { value: AS_IN_SLACK, label: settings.asInSlack },
    ...LANGUAGES.map(value => ({ value, label: settings.languages[value] })),
  ];
  const directs = DIRECT_MESSAGES.map(value => ({ value, label: settings.directs[value] }));
  return modal({
    callback: 'settings',
    title: settings.title,
    submit: settings.submit,
    close: modals.cancel,
    metadata,
    blocks: [
      choice(BLOCKS.language, settings.language, languages, language ?? AS_IN_SLACK),
      choice(BLOCKS.direct, settings.direct, directs, direct),
      mailable === 'yes'
        ? choice(BLOCKS.email, settings.email, yesOrNo(words), email ? 'yes' : 'no')
        : context(mailable === 'no-mail' ? settings.noMail : settings.noAddress),
      timeInput({ block: BLOCKS.from, label: settings.quietFrom, optional: true }, quiet?.from ?? null),
      timeInput(
        { block: BLOCKS.until, label: settings.quietUntil, hint: settings.quietHint, optional: true },
        quiet?.until ?? null,
      ),
    ],
  });
}

const yesOrNo = ({ settings }: Words) => [
  { value: 'yes', label: settings.yes },
  { value: 'no', label: settings.no },
];

const choice = (
  block: string,
  label: string,
  choices: readonly { value: string; label: string }[],
  initial: string,
): InputBlock => choiceInput({ block, label, optional: false }, choices, initial);

/** What was chosen; email is left as it was where it was not asked. Errors by block. */
export function readSettingsForm(
  values: FormValues,
  { settings }: Words,
): { chosen: Partial<Preferences> } | { errors: Record<string, string> } {
  const value = (block: string) => values[block]?.[INPUT]?.selected_option?.value;
  const time = (block: string) => readClock(values[block]?.[INPUT]?.selected_time ?? '');
  const [from, until] = [time(BLOCKS.from), time(BLOCKS.until)];
  if ((from === null) !== (until === null)) {
    return { errors: { [from === null ? BLOCKS.from : BLOCKS.until]: settings.quietBoth } };
  }
  const language = value(BLOCKS.language);
  const direct = value(BLOCKS.direct);
  const email = value(BLOCKS.email);
  return {
    chosen: {
      language: LANGUAGES.find(it => it === language) ?? (null as Language | null),
      ...(DIRECT_MESSAGES.some(it => it === direct) && { direct: direct as DirectMessages }),
      ...(email !== undefined && { email: email === 'yes' }),
      quiet: from !== null && until !== null ? { from, until } : null,
    },
  };
}

/** How somebody is told. */
export function settingsMessage(
  preferences: Preferences,
  reader: { zone: string; mailable: Mailable; isNew: boolean },
  words: Words,
): Message {
  const { settings, formats } = words;
  const said = settingsFields(preferences, reader, words);
  const heading = reader.isNew ? settings.saved : settings.title;
  const text = `${heading} ${said.map(([label, value]) => formats.labelled(label, value)).join('; ')}`;
  return message(text, [section(`*${heading}*`), fields(said), context(settings.howTo)]);
}

/** Label and value of each, for an answer and for App Home. */
export function settingsFields(
  { language, email, quiet, direct }: Preferences,
  { zone, mailable }: { zone: string; mailable: Mailable },
  { settings }: Words,
): [label: string, value: string][] {
  const cannot = { 'no-address': settings.noAddress, 'no-mail': settings.noMail };
  return [
    [settings.language, language === null ? settings.asInSlack : settings.languages[language]],
    [settings.direct, settings.directs[direct]],
    [settings.email, mailable === 'yes' ? (email ? settings.yes : settings.no) : cannot[mailable]],
    [settings.quiet, quiet ? settings.hours(quiet.from, quiet.until, zone) : settings.noQuiet],
  ];
}
