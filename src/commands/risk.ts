import { resolveService } from '../policy/resolve.ts';
import { isRefusal } from '../release/refusals.ts';
import { RISK_LEVELS, type Risk, type RiskLevel } from '../release/risk.ts';
import { riskMatrix } from '../views/risk-matrix.ts';
import { agreementOf } from './agreement-of.ts';
import { type AskedOfRelease, ofRelease, told } from './deed.ts';
import type { Desk } from './desk.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Answer } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import type { Word } from './parse.ts';
import { groupsFor } from './permitted-groups.ts';
import { personMeant } from './person-meant.ts';

const says =
  '/release risk [release] [add <probability> <impact> "<what>" "<mitigation>" @owner | remove <number>]';

/** The risks of a plan in their matrix; typed, one more or one less, which is a change of the plan. */
export const risk = ofRelease({
  button: 'risk',
  says,
  meaning: 'any',
  takesWords: true,
  perform: async (asked, desk) => {
    const { release, words, said } = asked;
    if (!said) return riskMatrix(release, desk.words);
    // What stood in quotes is only in the words as they were typed.
    const at = words.findIndex(
      ({ text, quoted }) => !quoted && ['add', 'remove'].includes(text.toLowerCase()),
    );
    const verb = words[at]?.text.toLowerCase();
    const rest = words.slice(at + 1);
    const { risks } = release.plan;
    if (verb === 'add') return revised(asked, [...risks, readRisk(rest)], desk);
    if (verb === 'remove') {
      const number = readNumber(rest, risks.length);
      return revised(
        asked,
        risks.filter((_, index) => index !== number - 1),
        desk,
      );
    }
    throw misunderstood('argument-extra', { found: said.split(' ')[0] ?? said, says });
  },
});

/** @throws Misunderstood when something is missing or is none of the levels */
function readRisk(words: readonly Word[]): Risk {
  const [probability, impact, what, mitigation, owner, extra] = words;
  if (!probability || !impact || !what || !mitigation || !owner) {
    throw misunderstood('argument-missing', { what: 'risk', says });
  }
  if (extra) throw misunderstood('argument-extra', { found: extra.text, says });
  return {
    probability: readLevel(probability.text),
    impact: readLevel(impact.text),
    what: what.text,
    mitigation: mitigation.text,
    owner: personMeant(owner.text),
  };
}

/** `very-high` is one word. */
function readLevel(found: string): RiskLevel {
  const level = found.toLowerCase().replace('-', ' ');
  const known = RISK_LEVELS.find(it => it === level);
  if (known) return known;
  const spelled = RISK_LEVELS.map(it => it.replace(' ', '-'));
  throw misunderstood('value-unknown', {
    what: 'level',
    found,
    meant: didYouMean(found, spelled),
    known: spelled,
  });
}

function readNumber([word, extra]: readonly Word[], most: number): number {
  if (!word) throw misunderstood('argument-missing', { what: 'number', says });
  if (extra) throw misunderstood('argument-extra', { found: extra.text, says });
  const number = Number(word.text.replace('#', ''));
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  const known = Array.from({ length: most }, (_, index) => String(index + 1));
  throw misunderstood('value-unknown', { what: 'risk', found: word.text, meant: null, known });
}

/** The plan as it is but for its risks, under the policy of now. */
async function revised(
  { release, person: by, commandId }: AskedOfRelease,
  risks: Risk[],
  desk: Desk,
): Promise<Answer> {
  const { plan, runbook } = release;
  const service = resolveService(desk.policy(), { named: plan.service });
  if (isRefusal(service)) return service;
  const { environment, version, type, running, commit } = plan;
  const start = {
    service,
    environment,
    version,
    type,
    strategy: runbook.strategy,
    emergency: null,
    skips: null,
  };
  const agreement = agreementOf(start, { running, commit }, { ...plan, risks }, desk);
  if (isRefusal(agreement)) return agreement;
  const groups = await groupsFor('edit', release, by, desk);
  const command = { type: 'RevisePlan', by, groups, agreement } as const;
  return told(
    await desk.engine.handle(release.id, command, { commandId, actor: by }),
    desk.words.done.revised,
  );
}
