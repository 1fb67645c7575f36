import type { Logger } from 'pino';
import { v5 as uuidv5 } from 'uuid';
import { cellsOf } from '../policy/approval-mistakes.ts';
import { type People, PeopleUnknown } from '../policy/people.ts';
import type { Policy } from '../policy/policy.ts';
import type { Chat } from '../providers/chat/port.ts';
import { rolesOfNobody, shortageOf } from '../release/enough-people.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { context, section } from '../views/blocks.ts';
import { message } from '../views/message.ts';
import type { Speech } from '../words/speech.ts';

export interface Warning {
  policy: Policy;
  people: Pick<People, 'membersOf'>;
  chat: Pick<Chat, 'post' | 'find'>;
  speech: Pick<Speech, 'inChannel'>;
  log: Logger;
}

const WARNINGS = '5d1a6c1e-7b3f-5f0b-8a43-3f6e0c9d1b27';
/** The same warning is told once a day, however many processes start. */
const TELL_AGAIN_MS = 24 * 3_600_000;

/**
 * Says which rows of the matrix nobody could ever satisfy, and which polled roles nobody could speak for, with the people
 * who are in Slack's groups today. Lists of people were checked when the policy was loaded; Slack's groups change, so tminus
 * starts all the same. Never rejects.
 */
export async function warnOfApprovers(warning: Warning): Promise<void> {
  try {
    await lookAndWarn(warning);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warning.log.warn({ reason }, 'whether there is anybody to approve could not be said');
  }
}

async function lookAndWarn({ policy, people, chat, speech, log }: Warning): Promise<void> {
  const members = new Map<GroupName, PersonId[]>();
  for (const group of Object.keys(policy.approvals.groups)) {
    try {
      members.set(group, await people.membersOf(group));
    } catch (error) {
      if (!(error instanceof PeopleUnknown)) throw error;
      log.warn({ group, reason: error.message }, 'who may approve could not be checked');
    }
  }
  const short = cellsOf(policy.approvals).flatMap(({ path, rule }) => {
    const shortage = shortageOf(rule, Object.fromEntries(members));
    return shortage ? [{ row: path.slice(1).join(' → '), shortage }] : [];
  });
  const { poll, roles } = policy.approvals;
  const silent = rolesOfNobody(poll.roles, roles, Object.fromEntries(members));
  if (short.length + silent.length === 0) return;
  for (const { row, shortage } of short)
    log.warn({ row, ...shortage }, 'nobody can ever approve these releases');
  if (silent.length > 0) log.warn({ roles: silent }, 'nobody can ever speak for these roles in a Go/No-Go');
  const { channel } = policy.security.audit;
  if (!channel) return;
  const words = speech.inChannel(channel);
  const lines = [
    ...short.map(({ row, shortage }) => words.approvers.cannot(row, shortage)),
    ...(silent.length > 0 ? [words.approvers.silent(silent)] : []),
  ];
  const mark = { kind: 'tminus_warning' as const, id: uuidv5(lines.join('\n'), WARNINGS) };
  if (await chat.find({ channel }, mark, Date.now() - TELL_AGAIN_MS)) return;
  const said = message([words.approvers.title, ...lines].join('\n'), [
    section(`*${words.approvers.title}*\n${lines.join('\n')}`),
    context(words.approvers.how),
  ]);
  await chat.post({ channel, mark, ...said });
}
