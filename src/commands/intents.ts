import { abort } from './abort.ts';
import { accept } from './accept.ts';
import { approve } from './approve.ts';
import { askAgain } from './ask-again.ts';
import { audit } from './audit.ts';
import { calendar } from './calendar.ts';
import { checklist } from './checklist.ts';
import { delegate } from './delegate.ts';
import { deploy } from './deploy.ts';
import { didYouMean } from './did-you-mean.ts';
import { edit } from './edit.ts';
import { except } from './except.ts';
import { freeze } from './freeze.ts';
import { gates } from './gates.ts';
import { gatesRerun } from './gates-rerun.ts';
import { go } from './go.ts';
import { grant } from './grant.ts';
import { help } from './help.ts';
import { incident } from './incident.ts';
import { incidentAck } from './incident-ack.ts';
import { incidentCommander } from './incident-commander.ts';
import { incidentResolve } from './incident-resolve.ts';
import { incidentUpdate } from './incident-update.ts';
import type { Intent } from './intent.ts';
import { list } from './list.ts';
import { lock } from './lock.ts';
import { menu } from './menu.ts';
import { type Misunderstood, misunderstood } from './misunderstanding.ts';
import { noGo } from './no-go.ts';
import { override } from './override.ts';
import { owner } from './owner.ts';
import type { Word } from './parse.ts';
import { pause } from './pause.ts';
import { problem } from './problem.ts';
import { promote } from './promote.ts';
import { refuseOverride } from './refuse.ts';
import { reject } from './reject.ts';
import { remindMe } from './remind-me.ts';
import { reopen } from './reopen.ts';
import { report } from './report.ts';
import { reschedule } from './reschedule.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { review } from './review.ts';
import { risk } from './risk.ts';
import { rollbackNow } from './rollback-now.ts';
import { rollbackStatus } from './rollback-status.ts';
import { rollbackTo } from './rollback-to.ts';
import { settings } from './settings.ts';
import { show } from './show.ts';
import { skipSecurity } from './skip-security.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { takeOver } from './take-over.ts';
import { token } from './token.ts';
import { unlock } from './unlock.ts';

/** The routing table: everything people can want. */
export const intents: readonly Intent[] = [
  menu,
  start,
  status,
  list,
  show,
  risk,
  report,
  audit,
  approve,
  reject,
  askAgain,
  remindMe,
  delegate,
  gates,
  gatesRerun,
  checklist,
  go,
  noGo,
  reopen,
  deploy,
  pause,
  resume,
  promote,
  retry,
  edit,
  reschedule,
  owner,
  abort,
  incident,
  incidentAck,
  incidentUpdate,
  incidentCommander,
  incidentResolve,
  accept,
  problem,
  lock,
  unlock,
  calendar,
  freeze,
  except,
  settings,
  override,
  grant,
  refuseOverride,
  skipSecurity,
  review,
  token,
  help,
  rollbackNow,
  rollbackTo,
  rollbackStatus,
  takeOver,
];

export type SlashCommand = '/release' | '/rollback';

/** What an intent is typed as: `['/release', 'approve']`, `['/release', 'incident ack']`; a bare command has no word. */
export function spokenAs({ says }: Intent): [string, string] {
  const [command = '', ...words] = says.split(' ');
  const end = words.findIndex(word => !/^[a-z]/.test(word));
  return [command, words.slice(0, end < 0 ? undefined : end).join(' ')];
}

/** The words that may follow a command at once. */
export const wordsOf = (command: SlashCommand): string[] => [
  ...new Set(
    intents.map(spokenAs).flatMap(([slash, said]) => (slash === command && said ? said.split(' ', 1) : [])),
  ),
];

export const intentOfButton = (button: string): Intent | null =>
  intents.find(intent => intent.button === button) ?? null;

export const intentOfModal = (callback: string): Intent | null =>
  intents.find(({ button, callback: own = button }) => own === callback) ?? null;

/** The intent a command's first word calls, and the words after it. `/release rollback now` is understood too. */
export function intentOfWords(
  command: SlashCommand,
  words: readonly Word[],
): { intent: Intent; rest: readonly Word[] } {
  const [first, ...rest] = words;
  // A bare `/rollback` shows what could be rolled back; it never acts.
  const found = first?.text.toLowerCase() ?? (command === '/rollback' ? 'status' : '');
  if (found === 'rollback' && command === '/release') return intentOfWords('/rollback', rest);
  if (found === 'release' && command === '/rollback') return intentOfWords('/release', rest);
  const second = `${found} ${rest[0]?.text.toLowerCase() ?? ''}`;
  const longer = rest[0]?.quoted ? undefined : spokenThus(command, second);
  if (longer) return { intent: longer, rest: rest.slice(1) };
  const intent = spokenThus(command, found);
  if (!intent) throw unknownWord(command, first?.text ?? '');
  return { intent, rest };
}

const spokenThus = (command: SlashCommand, said: string): Intent | undefined =>
  intents.find(candidate => {
    const [slash, words] = spokenAs(candidate);
    return slash === command && words === said;
  });

function unknownWord(command: SlashCommand, found: string): Misunderstood {
  const known = wordsOf(command);
  const meant = didYouMean(found, known);
  return misunderstood('word-unknown', {
    command,
    found,
    meant,
    known: known.map(word => `${command} ${word}`),
  });
}
