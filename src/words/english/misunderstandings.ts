import { type MomentUnread, spellMoment } from '../../release/moments.ts';
import type { ArgumentName, Misunderstandings, ValueName } from '../misunderstandings.ts';
import { code } from '../mrkdwn.ts';
import { releaseName } from '../release-name.ts';
import { formats } from './terms.ts';

type MisunderstandingWords = { [K in keyof Misunderstandings]: (details: Misunderstandings[K]) => string };

const values: Record<ValueName, string> = {
  setting: 'setting',
  language: 'language I speak',
  messages: 'choice of direct messages',
  'on-or-off': 'on or off',
  quiet: 'span of quiet hours',
  type: 'release type',
  group: 'group of the policy',
  service: 'service',
  strategy: 'strategy',
  during: 'way to treat what is under way',
  way: 'way to roll back',
  step: 'step of this release',
  phase: 'phase that had a verdict',
  item: 'item of the checklist of this release',
  level: 'level of probability or impact',
  risk: 'risk of this plan',
};

const missing: Record<ArgumentName, string> = {
  person: 'person',
  until: 'end (until when, or for how long)',
  freeze: 'freeze (its id, which `/release freeze` shows)',
  when: 'time (a moment such as `tomorrow 14:00`, or `none`)',
  version: 'version',
  setting: 'value',
  type: 'type (patch, minor, major or hotfix)',
  environment: 'environment',
  step: 'step',
  item: 'item of the checklist',
  risk: 'whole risk (probability, impact, what, mitigation and owner)',
  number: 'number of the risk',
};

const orList = (known: readonly string[]) => formats.or(known.map(code));
const didYouMean = (meant: string | null, otherwise: string) =>
  meant === null ? otherwise : `Did you mean ${code(meant)}?`;

/** More than a handful is better read as the help has them. */
const commands = (known: readonly string[]) =>
  known.length > 5
    ? `${code('/release help')} lists every command.`
    : `There are ${formats.and(known.map(code))}.`;

const MOMENTS = [
  'tomorrow 14:00',
  'fri 18:00',
  'in 2 hours',
  '2026-12-01 09:30',
  '2026-12-01 09:30 Europe/Berlin',
];

function momentUnread(read: MomentUnread): string {
  const found = code(read.found);
  switch (read.unread) {
    case 'not-understood':
      return `${found} is no moment I understand; write it like ${orList(MOMENTS)}.`;
    case 'no-time':
      return `${found} lacks its time of day; write it like ${code(`${read.found.split(' ')[0]} 14:00`)}.`;
    case 'skipped':
      return `The clocks of ${read.zone} are set forward over ${found}, so there is no such time; say whether you meant ${orList(spelled(read))}.`;
    case 'twice':
      return `The clocks of ${read.zone} are set back, so ${found} comes twice; say whether you meant ${orList(spelled(read))}.`;
  }
}

const spelled = ({ meant, zone }: { meant: readonly number[]; zone: string }) =>
  meant.map(at => spellMoment(at, zone));

/** What is wrong with what was typed, and what to type instead. */
export const misunderstandings: MisunderstandingWords = {
  'word-unknown': ({ command, found, meant, known }) =>
    `${code(command)} has no ${code(found)}. ${didYouMean(meant, commands(known))}`,
  'flag-unknown': ({ found, meant, says }) =>
    `There is no flag ${code(`--${found}`)} here. ${didYouMean(meant, `It goes ${code(says)}.`)}`,
  'flag-needs-value': ({ flag, says }) => `${code(`--${flag}`)} needs a value: ${code(says)}.`,
  'value-unknown': ({ what, found, meant, known }) =>
    `${code(found)} is no ${values[what]}. ${didYouMean(meant, known.length === 0 ? 'There is none.' : `It is one of ${orList(known)}.`)}`,
  'argument-missing': ({ what, says }) => `The ${missing[what]} is missing: ${code(says)}.`,
  'argument-extra': ({ found, says }) =>
    `I don’t know what to do with ${code(found)}: it goes ${code(says)}.`,
  'environment-unknown': ({ found, meant, known }) =>
    `${code(found)} is no environment. ${didYouMean(meant, `It is one of ${orList(known)}.`)}`,
  'person-unclear': ({ found }) =>
    `${code(found)} is nobody I know; mention the person, as in ${code('@ana')}, so that Slack tells me who it is.`,
  'month-unclear': ({ found, present }) =>
    `${code(found)} is no month I understand; write it like ${code(present)}.`,
  'duration-unclear': ({ found }) =>
    `${code(found)} is no length of time I understand; write it like ${orList(['30 min', '2 h', '1 d'])}.`,
  'moment-unclear': ({ read }) => momentUnread(read),
  'moment-past': ({ found, at, zone }) =>
    `${code(found)} is over: it was ${formats.moment(at, zone)}. Write a moment that is still ahead, like ${code('in 2 hours')} or ${code('tomorrow 14:00')}.`,
  'start-past': () => 'That is over already. Choose a time ahead, or leave it empty.',
  'nothing-fits': ({ deed }) =>
    `No release here is waiting for ${code(deed)}; ${code('/release list')} shows them all.`,
  'nothing-here': () =>
    `No release was planned here yet. Plan one with ${code('/release start v1.2.3 minor prod')}.`,
  'nothing-to-roll-back': () =>
    `Nothing went out here that could be rolled back. If it went out elsewhere, name it: ${code('/rollback now checkout prod')}.`,
  'form-needs-command': ({ typed }) =>
    `Slack opens a form only for a command or a button; type ${code(typed)} in the channel.`,
  'no-output': ({ step }) => `Step ${code(step)} has printed nothing.`,
  'no-verdict': ({ release }) =>
    `No verdict has fallen on ${releaseName(release)} yet: the first one falls when a phase ends or something is found.`,
  'no-rollback': ({ release }) =>
    `${releaseName(release)} was not rolled back, so there is no report of it. ${code(`/release audit ${release}`)} tells all that happened.`,
  'confirm-in-modal': ({ id, digest, version }) =>
    `Approving ${code(version)} asks once more: press Approve, or type ${code(`approve ${id} --confirm ${digest}`)}.`,
  'too-slow': () =>
    'Slack waits three seconds for a form and this took longer. Nothing was changed: press the button for it, or type it again.',
};

/** What went wrong on our side, for the person who asked. */
export const problems = {
  bug: (id: string) =>
    `Something went wrong on our side. If it keeps happening, tell whoever runs tminus the number ${code(id)}.`,
  databaseAway:
    'The database cannot be reached right now. Please ask again in a moment: asking twice does no harm.',
  openForm: 'Open the form',
  stillAsking: 'Still asking Slack who belongs to which group; your answer follows.',
  peopleUnknown: 'Slack could not tell me your groups right now, so nothing was done. Please try again.',
};
