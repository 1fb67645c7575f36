import { createHash } from 'node:crypto';
import { resolveEnvironment } from '../policy/resolve.ts';
import { takeMoment } from '../release/moments.ts';
import { type Freeze, freezesByHand } from '../release/organisation.ts';
import type { Refusal } from '../release/refusals.ts';
import { ENVIRONMENTS, type Environment, type Instant } from '../release/terms.ts';
import { freezeList } from '../views/freeze-list.ts';
import { sentence } from '../views/refusal.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { mustBeAhead, mustBeRead, readingOf } from './moment-meant.ts';
import type { Word } from './parse.ts';
import { refuseThere } from './permitted-groups.ts';

const says = '/release freeze [<service|all> [environment] [from <when>] until <when> <reason>] [lift <id>]';

/** Lets nothing start somewhere for a while; lists such freezes, and lifts them. The policy has freezes of its own. */
export const freeze: Intent = {
  button: 'freeze',
  says,
  flags: { during: 'value' },
  perform: async (asked, desk) => {
    const [first, second, extra] = asked.words;
    if (!first)
      return freezeList(freezesByHand((await desk.engine.organisation()).freezes, desk.now()), desk.words);
    if (first.text.toLowerCase() !== 'lift') return set(asked, desk);
    if (!second) throw misunderstood('argument-missing', { what: 'freeze', says });
    if (extra) throw misunderstood('argument-extra', { found: extra.text, says });
    return lift(asked, second.text, desk);
  },
};

async function set(asked: Asked, desk: Desk): Promise<Answer> {
  const { person: by, commandId } = asked;
  const { services, environments, rest } = placesMeant(asked.words, desk);
  const { from, until, reason } = await periodMeant(rest, by, desk);
  const refusal = await refuseFreezer(environments, asked, desk);
  if (refusal) return refusal;
  const during = duringMeant(asked.flags.get('during'));
  const id = `freeze-${createHash('sha256').update(commandId).digest('hex').slice(0, 6)}`;
  const wanted: Freeze = { id, reason, from, until, services, environments, by, ...during };
  const outcome = await desk.engine.handleOrganisation(
    { type: 'SetFreeze', ...wanted },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  return { ...sentence(desk.words.freeze.set(wanted, by)), forAll: true };
}

async function lift(asked: Asked, named: string, desk: Desk): Promise<Answer> {
  const { person: by, commandId } = asked;
  const id = named.toLowerCase();
  const { freezes } = await desk.engine.organisation();
  const found = freezes.find(known => known.id === id);
  const refusal = found && (await refuseFreezer(found.environments, asked, desk));
  if (refusal) return refusal;
  const outcome = await desk.engine.handleOrganisation(
    { type: 'LiftFreeze', id, by },
    { commandId, actor: by },
  );
  if (outcome.is === 'refused') return outcome.refusal;
  return { ...sentence(desk.words.freeze.lifted(id, by)), forAll: true };
}

/** A freeze of no environment in particular is one of all of them, so whoever sets it has to be allowed in each. */
async function refuseFreezer(
  environments: readonly Environment[],
  { person }: Asked,
  desk: Desk,
): Promise<Refusal | null> {
  const places = environments.length > 0 ? environments : ENVIRONMENTS;
  const refusals = await Promise.all(places.map(place => refuseThere('freeze', place, person, desk)));
  return refusals.find(refusal => refusal !== null) ?? null;
}

/** `all` or a service, then an environment; neither is guessed. */
function placesMeant(words: readonly Word[], desk: Desk) {
  const known = Object.keys(desk.policy().release.services);
  const [first, second] = words.map(({ text }) => text.toLowerCase());
  const isAll = first === 'all';
  if (!isAll && !known.includes(first ?? '')) {
    const found = first ?? '';
    throw misunderstood('value-unknown', {
      what: 'service',
      found,
      meant: didYouMean(found, [...known, 'all']),
      known: [...known, 'all'],
    });
  }
  const services = isAll || first === undefined ? [] : [first];
  const environment = resolveEnvironment(second ?? '');
  if (environment) return { services, environments: [environment], rest: words.slice(2) };
  if (second === undefined) throw misunderstood('argument-missing', { what: 'until', says });
  if (second !== 'from' && second !== 'until') {
    const found = second;
    throw misunderstood('environment-unknown', {
      found,
      meant: didYouMean(found, ENVIRONMENTS),
      known: ENVIRONMENTS,
    });
  }
  return { services, environments: [], rest: words.slice(1) };
}

/** `[from <when>] until <when> <reason>`; without a beginning it begins now. */
async function periodMeant(
  words: readonly Word[],
  person: string,
  desk: Desk,
): Promise<{ from: Instant; until: Instant; reason: string }> {
  const reading = await readingOf(person, desk);
  const texts = words.map(({ text }) => text);
  const at = texts.findIndex(text => text.toLowerCase() === 'until');
  if (at < 0 || at === texts.length - 1) throw misunderstood('argument-missing', { what: 'until', says });
  const [word, ...begins] = texts.slice(0, at);
  if (word !== undefined && word.toLowerCase() !== 'from')
    throw misunderstood('argument-extra', { found: word, says });
  const begin = takeMoment(begins, reading);
  if (begins.length > 0 && begin.rest.length > 0)
    throw misunderstood('argument-extra', { found: begin.rest.join(' '), says });
  const from = begins.length > 0 ? Math.max(mustBeRead(begin.read).at, reading.now) : reading.now;
  const { read, rest } = takeMoment(texts.slice(at + 1), reading);
  const until = mustBeAhead(texts.slice(at + 1, texts.length - rest.length).join(' '), read, reading).at;
  return { from, until, reason: rest.join(' ') };
}

function duringMeant(found: string | true | undefined): Pick<Freeze, 'during'> {
  if (found === undefined || found === 'finish') return {};
  if (found === 'pause') return { during: 'pause' };
  const known = ['finish', 'pause'];
  throw misunderstood('value-unknown', {
    what: 'during',
    found: String(found),
    meant: didYouMean(String(found), known),
    known,
  });
}
