import type { Policy } from '../policy/policy.ts';
import { ENVIRONMENT_WORDS, resolveEnvironment } from '../policy/resolve.ts';
import type { Environment, ReleaseId, Version } from '../release/terms.ts';
import { parseVersion } from '../release/version.ts';
import { didYouMean } from './did-you-mean.ts';
import { misunderstood } from './misunderstanding.ts';
import type { Word } from './parse.ts';

/** What the first words say about which release is meant; `rest` begins at the first that says nothing. */
export interface Naming {
  id: ReleaseId | null;
  service: string | null;
  environment: Environment | null;
  version: Version | null;
  rest: readonly Word[];
}

const RELEASE_ID = /^[a-z0-9][a-z0-9._-]*-\d+\.\d+\.\d+\S*-[0-9a-f]{6}$/;

/** Each name counts once and in any order; a quoted word ends the naming. */
export function readNaming(words: readonly Word[], policy: Policy): Naming {
  const naming: Naming = { id: null, service: null, environment: null, version: null, rest: [] };
  for (const [at, { text, quoted }] of words.entries()) {
    const rest = words.slice(at);
    const lower = text.toLowerCase();
    const environment = resolveEnvironment(text);
    const version = parseVersion(text);
    if (quoted) return { ...naming, rest };
    if (Object.hasOwn(policy.release.services, lower) && naming.service === null) naming.service = lower;
    else if (RELEASE_ID.test(lower) && naming.id === null) naming.id = lower;
    else if (environment !== null && naming.environment === null) naming.environment = environment;
    else if (version !== null && naming.version === null) naming.version = version;
    else return { ...naming, rest };
  }
  return naming;
}

/**
 * Where only names are expected, what is nearly one was meant as one.
 * @throws Misunderstood
 */
export function refuseMisspelt({ service, environment, rest }: Naming, policy: Policy): void {
  const found = rest[0]?.text ?? '';
  const services = Object.keys(policy.release.services);
  const meant = service === null ? didYouMean(found, services) : null;
  if (meant) throw misunderstood('value-unknown', { what: 'service', found, meant, known: services });
  const place = environment === null ? didYouMean(found, ENVIRONMENT_WORDS) : null;
  if (place) throw misunderstood('environment-unknown', { found, meant: place, known: ENVIRONMENT_WORDS });
}

export const namesNothing = ({ id, service, environment, version }: Naming): boolean =>
  id === null && service === null && environment === null && version === null;

/** What was named, in the words of whoever typed it. */
export const asTyped = ({ id, service, version, environment }: Naming): string =>
  [id, service, version, environment].filter(name => name !== null).join(' ');
