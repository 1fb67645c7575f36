import { isRefusal, type Refusal } from '../release/refusals.ts';
import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import { tokenList, tokenMade } from '../views/evidence-tokens.ts';
import { sentence } from '../views/refusal.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Desk } from './desk.ts';
import type { Answer, Asked, Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { refuseThere } from './permitted-groups.ts';
import { NoSuchToken, readTokenWish } from './token-wish.ts';

const says = '/release token [create <service> | revoke <id>]';

/** Who may post evidence: listed, made and taken back while tminus runs. Only the asker ever reads a token, and once. */
export const token: Intent = {
  button: 'token',
  says,
  flags: { name: 'value', expires: 'value', gates: 'value', environments: 'value' },
  perform: async (asked, desk) => {
    const [verb, subject, extra] = asked.words.map(({ text }) => text);
    if (extra) throw misunderstood('argument-extra', { found: extra, says });
    const { refusals } = desk.words.evidenceTokens;
    try {
      switch (verb?.toLowerCase()) {
        case undefined:
        case 'list':
          if (subject) throw misunderstood('argument-extra', { found: subject, says });
          return await list(asked, desk);
        case 'create':
          return subject ? await create(subject, asked, desk) : sentence(refusals.noService);
        case 'revoke':
          return subject ? await revoke(subject, asked, desk) : sentence(refusals.noId);
        default:
          return sentence(escapeText(refusals.unknownWord(verb ?? '')));
      }
    } catch (error) {
      if (error instanceof NoSuchToken) return sentence(escapeText(error.message));
      throw error;
    }
  },
};

async function list({ person }: Asked, desk: Desk): Promise<Answer> {
  const answers = await Promise.all(ENVIRONMENTS.map(it => refuseThere('token', it, person, desk)));
  const [refused] = answers;
  if (refused && !answers.includes(null)) return refused;
  return tokenList(await desk.tokens.all(), desk.now(), desk.words);
}

async function create(service: string, asked: Asked, desk: Desk): Promise<Answer> {
  const { person: by, commandId, flags, triggerId } = asked;
  // What a mention is answered may end up in a direct message, which stays.
  if (!triggerId) throw misunderstood('form-needs-command', { typed: `/release token create ${service}` });
  const flag = (name: string) => {
    const value = flags.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const wish = readTokenWish(
    {
      service,
      name: flag('name'),
      expires: flag('expires'),
      gates: flag('gates'),
      environments: flag('environments'),
    },
    Object.keys(desk.policy().release.services),
    desk.words.evidenceTokens,
  );
  const refusal = await refuseIn(wish.environments, asked, desk);
  if (refusal) return refusal;
  const made = await desk.tokens.make(wish, { commandId, actor: by });
  return isRefusal(made) ? made : tokenMade(made.kept, made.token, desk.words);
}

async function revoke(id: string, asked: Asked, desk: Desk): Promise<Answer> {
  const { refusals, revoked } = desk.words.evidenceTokens;
  const known = (await desk.tokens.all()).find(it => it.id === id.toLowerCase());
  const refusal = await refuseIn(known?.environments ?? null, asked, desk);
  if (refusal) return refusal;
  if (!known) return sentence(escapeText(refusals.unknownToken(id)));
  const { person: actor, commandId } = asked;
  await desk.tokens.revoke(known.id, { commandId, actor });
  return sentence(escapeText(revoked(known.id)));
}

/** Whoever hands one out, or takes one back, may do so wherever it counts. */
async function refuseIn(
  environments: readonly Environment[] | null,
  { person }: Asked,
  desk: Desk,
): Promise<Refusal | null> {
  for (const environment of environments ?? ENVIRONMENTS) {
    const refusal = await refuseThere('token', environment, person, desk);
    if (refusal) return refusal;
  }
  return null;
}
