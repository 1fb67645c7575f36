import { ENVIRONMENT_WORDS } from '../policy/resolve.ts';
import { refuse } from '../release/refusals.ts';
import { ROLLBACK_WAYS, type RollbackWay } from '../release/rollback.ts';
import type { DataWish } from '../release/rollback-parts.ts';
import type { Release } from '../release/state.ts';
import type { Version } from '../release/terms.ts';
import type { RollbackWish } from '../views/button-value.ts';
import type { Message } from '../views/message.ts';
import { pastReturnChoice } from '../views/past-return-choice.ts';
import { offerAbort, rollbackChoice } from '../views/rollback-choice.ts';
import { told } from './deed.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { readNaming } from './naming.ts';
import { sentenceOf, type Word } from './parse.ts';
import { groupsAtOnce } from './permitted-groups.ts';
import { candidatesOf, rollbackScope, type Scope, standingOf } from './rollback-scope.ts';
import { statusOf } from './status.ts';
import { liveHere, releaseOfThread } from './which-release.ts';

export const ROLLBACK_FLAGS = {
  strategy: 'value',
  'with-database': 'bare',
  'without-database': 'bare',
} as const;

/**
 * Acts at once on the thread's or the only candidate; several, an older one and one from elsewhere are
 * listed for one click. Nothing but the database is asked on the way, and Slack only for who is in a group that may roll
 * back; whoever that cannot be learned of at once goes ahead.
 */
export const rollbackNow: Intent = {
  button: 'rollback-now',
  says: '/rollback now [service] [environment] [reason]',
  flags: ROLLBACK_FLAGS,
  perform: async (asked, desk) => {
    // A slip in a flag is said before anything is looked for.
    wishOf(asked);
    // The button of an older card rolls back all the same: what it takes back is fixed by its release.
    if (asked.about) return rollBack(await loaded(asked.about.r, desk), asked, [], desk);
    const { id, service, environment, version, rest } = readNaming(asked.words, desk.policy());
    refuseTypo(rest, desk);
    const named = service ?? environment ?? version;
    const single = id ?? (named === null ? await releaseOfThread(asked, desk) : null);
    if (single) return actOn(await loaded(single, desk), asked, rest, desk);
    return choose(await rollbackScope(asked, desk), asked, desk);
  },
};

/** A single word that is nearly a place is a slip, not a reason: acting elsewhere would be worse than asking. */
export function refuseTypo(rest: readonly Word[], desk: Desk): void {
  const [word, ...more] = rest;
  if (!word || word.quoted || more.length > 0) return;
  const { text: found } = word;
  const meant = didYouMean(found, ENVIRONMENT_WORDS);
  if (meant) throw misunderstood('environment-unknown', { found, meant, known: ENVIRONMENT_WORDS });
  const known = Object.keys(desk.policy().release.services);
  const service = didYouMean(found, known);
  if (service) throw misunderstood('value-unknown', { what: 'service', found, meant: service, known });
}

export async function loaded(id: string, { engine }: Desk): Promise<Release> {
  const release = await engine.load(id);
  if (!release) throw new Refused(refuse('no-such-release', { asked: id }));
  return release;
}

async function actOn(release: Release, asked: Asked, rest: readonly Word[], desk: Desk): Promise<Answer> {
  switch (standingOf(release, desk.now())) {
    case 'coming-back':
      return statusOf(release, asked.person, desk);
    case 'before':
      return offerAbort(release, desk.words);
    case 'older':
      return rollbackChoice(candidatesOf([release]), desk.words, wishOf(asked));
    case 'candidate':
    case 'over':
      return rollBack(release, asked, rest, desk);
  }
}

async function choose({ naming, here, standing }: Scope, asked: Asked, desk: Desk): Promise<Answer> {
  const { candidate, older } = standing;
  const [coming] = standing['coming-back'];
  const choice = () => rollbackChoice(candidatesOf(candidate), desk.words, wishOf(asked));
  // Asked again in a hurry while one comes back, the others must not follow it by accident.
  if (coming) {
    const status = await statusOf(coming, asked.person, desk);
    return candidate.length > 0 ? both(status, choice()) : status;
  }
  const [only] = candidate;
  if (only && candidate.length === 1 && here) return rollBack(only, asked, naming.rest, desk);
  if (only) return choice();
  const before = await notYetOut(asked, naming, desk);
  const offers = [
    ...(before ? [offerAbort(before, desk.words)] : []),
    ...(older.length > 0 ? [rollbackChoice(candidatesOf(older), desk.words, wishOf(asked))] : []),
  ];
  const [first, second] = offers;
  if (!first) throw misunderstood('nothing-to-roll-back', {});
  return second ? both(first, second) : first;
}

/** The newest live release there that has changed nothing yet. */
async function notYetOut(asked: Asked, naming: Scope['naming'], desk: Desk): Promise<Release | null> {
  const live = await desk.releases.live();
  const { service, environment, version } = naming;
  const rows = service ? live.filter(row => row.service === service) : liveHere(live, asked, desk);
  const row = rows.find(
    candidate =>
      (environment === null || candidate.environment === environment) &&
      (version === null || candidate.version === version),
  );
  const release = row ? await desk.engine.load(row.id) : null;
  return release && standingOf(release, desk.now()) === 'before' ? release : null;
}

const both = (first: Message, second: Message): Message => ({
  text: `${first.text}\n${second.text}`,
  blocks: [...first.blocks, { type: 'divider' as const }, ...second.blocks].slice(0, 50),
});

export async function rollBack(
  release: Release,
  asked: Asked,
  rest: readonly Word[],
  desk: Desk,
  to: Version | null = null,
): Promise<Answer> {
  const { engine, words } = desk;
  const { person: by, commandId } = asked;
  const { way = 'immediate', data } = wishOf(asked);
  const reason = sentenceOf(rest) || words.done.noReason;
  const groups = await groupsAtOnce('rollback', release, by, desk);
  const outcome = await engine.handle(
    release.id,
    { type: 'RollBack', by, groups, reason, way, to, ...(data && { data }) },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused' && outcome.refusal.refusal === 'past-return' && outcome.release)
    return pastReturnChoice(outcome.release, outcome.refusal, { to, way }, words);
  return told(outcome, words.done.rollingBack);
}

/** How somebody wants to go back, by flags or by the button of a choice they were given. */
export const wishOf = (asked: Asked): RollbackWish => ({ way: wayOf(asked), data: dataOf(asked) });

/** What becomes of the data; said by a flag or by the button that was offered beyond the point of no return. */
function dataOf({ flags, about }: Asked): DataWish | undefined {
  const [restores, leaves] = [flags.has('with-database'), flags.has('without-database')];
  if (restores && leaves) {
    throw misunderstood('argument-extra', { found: '--without-database', says: rollbackNow.says });
  }
  return restores ? 'restore' : leaves ? 'leave' : about?.w;
}

function wayOf({ flags, about }: Asked): RollbackWay | undefined {
  const flag = flags.get('strategy');
  if (typeof flag !== 'string') return about?.g;
  const way = ROLLBACK_WAYS.find(known => known === flag.toLowerCase());
  if (way) return way;
  const meant = didYouMean(flag, ROLLBACK_WAYS);
  throw misunderstood('value-unknown', {
    what: 'way',
    found: flag,
    meant,
    known: ROLLBACK_WAYS,
  });
}
