import type { Policy } from '../policy/policy.ts';
import type { NamedService } from '../policy/resolve.ts';
import { ENVIRONMENT_WORDS, resolveEnvironment, resolveService, servedIn } from '../policy/resolve.ts';
import { isRefusal, refuse } from '../release/refusals.ts';
import { type Environment, RELEASE_TYPES, type ReleaseType, type Version } from '../release/terms.ts';
import { parseVersion } from '../release/version.ts';
import { didYouMean } from './did-you-mean.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import type { Word } from './parse.ts';

/** What `/release start` asks for, checked against the policy. */
export interface StartRequest {
  service: NamedService;
  environment: Environment;
  version: Version;
  type: ReleaseType;
  /** Null: the one of the environment. */
  strategy: string | null;
  /** The override it is begun with, or null. */
  emergency: EmergencyRequest | null;
  /** Why its gates are skipped, or null. */
  skips: string | null;
}

/** What `--emergency` asks for. */
export interface EmergencyRequest {
  reason: string;
  /** Whether whoever asks says that they override themselves. */
  grants: boolean;
}

/** Where it is typed. */
export interface Here {
  id: string;
  name: string | undefined;
  /** The service of the release whose war room or thread it is; null elsewhere. It goes before the channel's. */
  about: string | null;
}

/** What a refusal needs to know to spell out the right command. */
export const aboutStart = ({ service, environment, version }: StartRequest) => ({
  service: service.name,
  environment,
  version,
});

export const START_SAYS = '/release start [service] <version> <patch|minor|major|hotfix> <environment>';

/** As they are called in Chinese. */
const CHINESE_TYPES: ReadonlyMap<string, ReleaseType> = new Map([
  ['补丁', 'patch'],
  ['补丁版本', 'patch'],
  ['小版本', 'minor'],
  ['大版本', 'major'],
  ['紧急修复', 'hotfix'],
  ['热修复', 'hotfix'],
]);

const typeOf = (word: string): ReleaseType | null =>
  RELEASE_TYPES.find(type => type === word.toLowerCase()) ?? CHINESE_TYPES.get(word) ?? null;
const isSlotWord = (word: string) => typeOf(word) !== null || resolveEnvironment(word) !== null;

/** @throws Refused, Misunderstood with what was probably meant */
export function readStart(
  words: readonly Word[],
  strategy: string | null,
  channel: Here | null,
  policy: Policy,
): StartRequest {
  const texts = words.map(({ text }) => text);
  const [first = ''] = texts;
  const named = first !== '' && !/^v?\d/i.test(first) && !isSlotWord(first) ? first : null;
  const [spelled, ...slots] = named === null ? texts : texts.slice(1);
  if (spelled === undefined || isSlotWord(spelled)) throw missing('version');
  const version = parseVersion(spelled);
  if (version === null) throw new Refused(refuse('not-a-version', { found: spelled }));
  const { type, environment } = readSlots(slots);
  const service = serviceOf(named, channel, policy);
  if (strategy !== null) refuseUnknownStrategy(strategy, policy);
  const served = servedIn(policy, service.name, environment);
  if (isRefusal(served)) throw new Refused(served);
  return { service, environment, version, type, strategy, emergency: null, skips: null };
}

function refuseUnknownStrategy(found: string, { release: { strategies } }: Policy): void {
  const known = Object.keys(strategies);
  if (known.includes(found)) return;
  throw misunderstood('value-unknown', { what: 'strategy', found, meant: didYouMean(found, known), known });
}

/** Type and environment, in whatever order they came. */
function readSlots(slots: readonly string[]): { type: ReleaseType; environment: Environment } {
  let type: ReleaseType | null = null;
  let environment: Environment | null = null;
  for (const slot of slots) {
    const asType = typeOf(slot);
    const asEnvironment = resolveEnvironment(slot);
    if (asType && !type) type = asType;
    else if (asEnvironment && !environment) environment = asEnvironment;
    else throw unknownSlot(slot, type !== null, environment !== null);
  }
  if (!type) throw missing('type');
  if (!environment) throw missing('environment');
  return { type, environment };
}

const missing = (what: 'version' | 'type' | 'environment') =>
  misunderstood('argument-missing', { what, says: START_SAYS });

function unknownSlot(found: string, hasType: boolean, hasEnvironment: boolean) {
  if (hasType && hasEnvironment) return misunderstood('argument-extra', { found, says: START_SAYS });
  const meantType = hasType ? null : didYouMean(found, RELEASE_TYPES);
  const meantEnvironment = hasEnvironment ? null : didYouMean(found, ENVIRONMENT_WORDS);
  const isType = meantType !== null || (!hasType && meantEnvironment === null);
  return isType
    ? misunderstood('value-unknown', { what: 'type', found, meant: meantType, known: RELEASE_TYPES })
    : misunderstood('environment-unknown', { found, meant: meantEnvironment, known: ENVIRONMENT_WORDS });
}

function serviceOf(named: string | null, channel: Here | null, policy: Policy): NamedService {
  const about = channel?.about ?? null;
  const isKnown = about !== null && Object.hasOwn(policy.release.services, about);
  const service = resolveService(policy, { named: named ?? (isKnown ? about : null), channel });
  if (!isRefusal(service)) return service;
  const known = Object.keys(policy.release.services);
  const meant = named ? didYouMean(named, known) : null;
  if (named && meant) throw misunderstood('value-unknown', { what: 'service', found: named, meant, known });
  throw new Refused(service);
}
