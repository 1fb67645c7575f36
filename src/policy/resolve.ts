import { type Refusal, refuse } from '../release/refusals.ts';
import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import type { Policy } from './policy.ts';
import type { ServedEnvironment, Service } from './release-policy.ts';

export interface NamedService extends Service {
  name: string;
}

/** A Slack channel by id and, where it is known, by name. */
export interface Place {
  id: string;
  name?: string | undefined;
}

const servicesOf = ({ release }: Policy): NamedService[] =>
  Object.entries(release.services).map(([name, service]) => ({ name, ...service }));

const isIn = ({ channel }: Service, { id, name }: Place): boolean => {
  const wanted = channel.replace(/^#/, '');
  return wanted === id || wanted === name?.replace(/^#/, '');
};

const placeOf = (channel: string | Place): Place =>
  typeof channel === 'string' ? { id: channel, name: channel } : channel;

/** The services whose release channel this is; `channel` is an id, a name, or both. */
export const servicesIn = (policy: Policy, channel: string | Place): NamedService[] =>
  servicesOf(policy).filter(service => isIn(service, placeOf(channel)));

/** The service somebody means: the one named, else the channel's only one. */
export function resolveService(
  policy: Policy,
  { named, channel }: { named?: string | null | undefined; channel?: string | Place | null | undefined },
): NamedService | Refusal {
  const known = servicesOf(policy).map(({ name }) => name);
  if (named) {
    const name = named.toLowerCase();
    const service = Object.hasOwn(policy.release.services, name) ? policy.release.services[name] : undefined;
    return service ? { name, ...service } : refuse('service-unknown', { found: named, known });
  }
  const here = channel ? servicesIn(policy, channel) : [];
  const [only] = here;
  if (only && here.length === 1) return only;
  return refuse('service-unknown', {
    found: '',
    known: here.length > 1 ? here.map(({ name }) => name) : known,
  });
}

const ALIASES: Record<string, Environment> = {
  dev: 'development',
  test: 'testing',
  stage: 'staging',
  stg: 'staging',
  pre: 'staging',
  prod: 'production',
};

/** As they are called in Chinese; understood, and offered to nobody who typed in English. */
const CHINESE: Record<string, Environment> = {
  开发: 'development',
  测试: 'testing',
  预发: 'staging',
  预发布: 'staging',
  生产: 'production',
  线上: 'production',
};

/** Everything that stands for an environment, in the order people would try. */
export const ENVIRONMENT_WORDS: readonly string[] = [...ENVIRONMENTS, ...Object.keys(ALIASES)];

/** The environment a word stands for (`prod`), or null. */
export function resolveEnvironment(word: string): Environment | null {
  const name = word.trim().toLowerCase();
  const environment = ENVIRONMENTS.find(known => known === name);
  const spoken = { ...ALIASES, ...CHINESE };
  const alias = name.replace(/环境$/, '');
  return environment ?? (Object.hasOwn(spoken, alias) ? (spoken[alias] ?? null) : null);
}

/** How a service is served in an environment, or why it is not. */
export function servedIn(
  policy: Policy,
  service: string,
  environment: Environment,
): { service: NamedService; served: ServedEnvironment } | Refusal {
  const found = resolveService(policy, { named: service });
  if ('refusal' in found) return found;
  const served = found.environments[environment];
  if (served) return { service: found, served };
  const known = ENVIRONMENTS.filter(candidate => found.environments[candidate]);
  return refuse('environment-not-served', { service, environment, known });
}
