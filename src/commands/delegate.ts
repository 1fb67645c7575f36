import { isUnread, readMoment } from '../release/moments.ts';
import type { GroupName, Instant, PersonId } from '../release/terms.ts';
import { delegationList } from '../views/delegation-list.ts';
import { sentence } from '../views/refusal.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { momentMeant, readingOf } from './moment-meant.ts';
import type { Word } from './parse.ts';
import { personMeant } from './person-meant.ts';

const says = '/release delegate [[end] @person] [from <when>] [until <when>] [for <time or groups>]';

/** Hands one's voice in approvals to somebody for a while, lists whose voice is in whose hands, and takes it back. */
export const delegate: Intent = {
  button: 'delegate',
  says,
  perform: async (asked, desk) => {
    const [first, ...rest] = asked.words;
    if (!first) return list(desk);
    if (first.text.toLowerCase() === 'end') return end(asked, rest, desk);
    return lend(asked, personMeant(first.text), rest, desk);
  },
};

async function list({ engine, now, words }: Desk): Promise<Answer> {
  const { delegations } = await engine.organisation();
  return delegationList(delegations, now(), words);
}

async function end(
  { person: by, commandId }: Asked,
  [who, extra]: readonly Word[],
  desk: Desk,
): Promise<Answer> {
  if (!who) throw misunderstood('argument-missing', { what: 'person', says });
  if (extra) throw misunderstood('argument-extra', { found: extra.text, says });
  const other = personMeant(who.text);
  const outcome = await desk.engine.handleOrganisation(
    { type: 'ReturnVoice', by, with: other },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  return { ...sentence(desk.words.delegation.ended(by, other)), forAll: true };
}

async function lend(
  { person: by, commandId }: Asked,
  to: PersonId,
  rest: readonly Word[],
  desk: Desk,
): Promise<Answer> {
  const { from, until, only } = await periodOf(rest, by, desk);
  const approving = await desk.people.groupsOf(by, { fresh: true, among: approvingGroups(desk) });
  const outcome = await desk.engine.handleOrganisation(
    {
      type: 'LendVoice',
      id: commandId,
      by,
      to,
      from,
      until,
      own: approving,
      ...(only.length > 0 && { only }),
    },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  const groups = only.length > 0 ? only : approving;
  return {
    ...sentence(desk.words.delegation.lent({ of: by, to, from, until, groups }, desk.now())),
    forAll: true,
  };
}

/** Groups that have a say in some release. */
function approvingGroups(desk: Desk): GroupName[] {
  const { matrix, groups } = desk.policy().approvals;
  const cells = Object.values(matrix).flatMap(row => Object.values(row));
  return Object.keys(groups).filter(name =>
    cells.some(
      ({ from, mandatory }) => mandatory.includes(name) || from.includes(name) || !Array.isArray(from),
    ),
  );
}

interface Period {
  from: Instant;
  until: Instant;
  only: GroupName[];
}

/** `from … until … for …`, each at most once and in any order; `for` takes a length of time or groups. */
async function periodOf(words: readonly Word[], person: PersonId, desk: Desk): Promise<Period> {
  const parts = partsOf(words);
  const reading = await readingOf(person, desk);
  const fromText = parts.from?.join(' ');
  const from = fromText === undefined ? desk.now() : (await momentMeant(fromText, person, desk)).at;
  const untilText = parts.until?.join(' ');
  let until = untilText === undefined ? null : (await momentMeant(untilText, person, desk)).at;
  const only: GroupName[] = [];
  for (const text of parts.for ?? []) {
    const length = readMoment(`in ${text.join(' ')}`, { ...reading, now: from });
    if (until === null && /^\d/.test(text[0] ?? '') && !isUnread(length)) until = length.at;
    else only.push(...groupsMeant(text, desk));
  }
  if (until === null) throw misunderstood('argument-missing', { what: 'until', says });
  return { from, until, only };
}

interface Parts {
  from?: string[];
  until?: string[];
  for?: string[][];
}

function partsOf(words: readonly Word[]): Parts {
  const parts: Parts = {};
  let into: string[] | null = null;
  for (const { text } of words) {
    const word = text.toLowerCase();
    if (word === 'from' || word === 'until') {
      if (parts[word]) throw misunderstood('argument-extra', { found: text, says });
      into = parts[word] = [];
    } else if (word === 'for') {
      into = [];
      parts.for = [...(parts.for ?? []), into];
    } else if (into) into.push(text);
    else throw misunderstood('argument-extra', { found: text, says });
  }
  return parts;
}

function groupsMeant(texts: readonly string[], desk: Desk): GroupName[] {
  const known = Object.keys(desk.policy().approvals.groups);
  return texts
    .flatMap(text => text.split(','))
    .map(text => text.trim().toLowerCase())
    .filter(text => text !== '' && text !== 'and')
    .map(found => {
      if (known.includes(found)) return found;
      throw misunderstood('value-unknown', { what: 'group', found, meant: didYouMean(found, known), known });
    });
}
