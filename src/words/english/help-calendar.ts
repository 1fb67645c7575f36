import { entry, type HelpEntry } from './help-entry.ts';

/** What is planned, locked and frozen. */
export const calendarHelp: readonly HelpEntry[] = [
  entry(
    'calendar',
    '/release calendar [service] [environment] [month]',
    'What went out, is planned and is frozen in a month',
    ['/release calendar', '/release calendar checkout prod 2027-12'],
  ),
  entry(
    'lock',
    '/release lock [service] [environment] <reason> [--for <time>] [--until <when>]',
    'Let nothing start there',
    ['/release lock checkout prod database maintenance --until "fri 18:00"'],
    'Without an end it stays until somebody unlocks. Moments are read by your own clock in Slack.',
  ),
  entry(
    'freeze',
    '/release freeze [<service|all> [environment] [from <when>] until <when> <reason>] [lift <id>]',
    'Let nothing start for a while, or show and lift such freezes',
    [
      '/release freeze',
      '/release freeze checkout prod from fri 16:00 until mon 08:00 trade fair',
      '/release freeze lift freeze-3f9c2a',
    ],
    'What is under way may finish; `--during pause` pauses it when the freeze begins, and it goes on when that ends. Going back is always possible.',
  ),
  entry('unlock', '/release unlock [service] [environment]', 'Let releases start again', ['/release unlock']),
];
