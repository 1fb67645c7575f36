import { closest } from '../policy/closest.ts';
import { parseDuration } from '../policy/duration.ts';
import { type GateName, MEASURABLE_GATES } from '../release/gate-evidence.ts';
import { ENVIRONMENTS, type Environment } from '../release/terms.ts';
import type { Words } from '../words/words.ts';

/** A token of the evidence endpoint as somebody wants it. */
export interface TokenWish {
  service: string;
  name: string;
  lastsMs: number;
  /** Null: every gate that CI can tell about. */
  gates: GateName[] | null;
  /** Null: every environment. */
  environments: Environment[] | null;
}

export interface TypedToken {
  service: string;
  name?: string | undefined;
  expires?: string | undefined;
  /** `tests,coverage` */
  gates?: string | undefined;
  environments?: string | undefined;
}

/** What was typed makes no token; the message says why, in plain text. */
export class NoSuchToken extends Error {
  override readonly name = 'NoSuchToken';
}

const HOUR_MS = 3_600_000;
const LONGEST_MS = 730 * 24 * HOUR_MS;
const LASTS = '90d';

/** @throws NoSuchToken */
export function readTokenWish(
  typed: TypedToken,
  services: readonly string[],
  { refusals }: Words['evidenceTokens'],
): TokenWish {
  const { name = 'ci', expires = LASTS } = typed;
  const service = oneOf(typed.service, services, refusals.unknownService);
  if (!/^[\w .-]{1,40}$/.test(name)) throw new NoSuchToken(refusals.name(name));
  const lastsMs = parseDuration(expires);
  if (lastsMs === null || lastsMs < HOUR_MS || lastsMs > LONGEST_MS)
    throw new NoSuchToken(refusals.expires(expires));
  return {
    service,
    name,
    lastsMs,
    gates: listOf(typed.gates, MEASURABLE_GATES, refusals.unknownGate),
    environments: listOf(typed.environments, ENVIRONMENTS, refusals.unknownEnvironment),
  };
}

type Unknown = (found: string, meant: string | null, known: readonly string[]) => string;

function oneOf<Known extends string>(found: string, known: readonly Known[], unknown: Unknown): Known {
  const name = known.find(each => each === found);
  if (name === undefined) throw new NoSuchToken(unknown(found, closest(found, known), known));
  return name;
}

/** Null where it was left out. */
const listOf = <Known extends string>(
  text: string | undefined,
  known: readonly Known[],
  unknown: Unknown,
): Known[] | null => {
  const names = text?.split(',').map(each => each.trim()) ?? [];
  const found = [...new Set(names.filter(Boolean))].map(each => oneOf(each, known, unknown));
  return found.length > 0 ? found : null;
};
