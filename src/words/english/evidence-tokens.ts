import type { Instant } from '../../release/terms.ts';

/** What somebody may post; the lists are null where everything is meant. */
export interface TokenWords {
  id: string;
  name: string;
  service: string;
  gates: readonly string[] | null;
  environments: readonly string[] | null;
  expiresAt: Instant;
  revokedAt: Instant | null;
  usedAt: Instant | null;
}

const day = (at: Instant) => new Date(at).toISOString().slice(0, 10);

const scope = ({ service, gates, environments }: TokenWords): string => {
  const what = gates ? gates.join(', ') : 'every gate';
  return `${what} of ${service}${environments ? ` in ${environments.join(', ')}` : ''}`;
};

const state = ({ expiresAt, revokedAt }: TokenWords, now: Instant): string => {
  if (revokedAt !== null) return `revoked on ${day(revokedAt)}`;
  return expiresAt <= now ? `expired on ${day(expiresAt)}` : `until ${day(expiresAt)}`;
};

/** What the tool for tokens of the evidence endpoint prints, in plain text. */
export const evidenceTokens = {
  /** `command`: how the tool is called, or the command in Slack. */
  created: (it: TokenWords, command: string): string[] => [
    `The token ${it.name} may post evidence for ${scope(it)} until ${day(it.expiresAt)}.`,
    'It is shown this once: put it where your CI keeps its secrets. Only its hash is kept here.',
    `To take it back: ${command} revoke ${it.id}`,
  ],
  listed: (tokens: readonly TokenWords[], now: Instant, command: string): string[] =>
    tokens.length === 0
      ? [`There is no token yet. ${command} create <service> makes one.`]
      : tokens.map(it => {
          const used = it.usedAt === null ? 'never used' : `last used on ${day(it.usedAt)}`;
          return `${it.id}  ${it.name}  ${scope(it)}  ${state(it, now)}, ${used}`;
        }),
  revoked: (id: string) => `The token ${id} is refused from now on. What it posted before stays.`,
  refusals: {
    unknownWord: (found: string) => `I don’t know what to do with ${found}: create, list or revoke.`,
    noWord: 'Say what to do: create, list or revoke.',
    noService: 'Name the service the token is for.',
    noId: 'Name the id of the token; list shows it.',
    tooMuch: (found: string) => `${found} is one word too many.`,
    unknownService: (found: string, meant: string | null, known: readonly string[]) =>
      `The policy knows no service ${found}. ${meant ? `Did you mean ${meant}?` : `It knows ${known.join(', ')}.`}`,
    unknownGate: (found: string, meant: string | null, known: readonly string[]) =>
      `CI cannot tell about a gate ${found}. ${meant ? `Did you mean ${meant}?` : `It can about ${known.join(', ')}.`}`,
    unknownEnvironment: (found: string, meant: string | null, known: readonly string[]) =>
      `There is no environment ${found}. ${meant ? `Did you mean ${meant}?` : `There are ${known.join(', ')}.`}`,
    expires: (found: string) => `--expires is a time from 1 h to 730 d from now, such as 90d, not ${found}.`,
    name: (found: string) =>
      `--name is up to 40 letters, digits, spaces, dots, - or _, such as github-actions, not ${found}.`,
    unknownToken: (id: string) => `There is no token ${id}; list shows those there are.`,
  },
};
