import { secretsIn } from '../policy/kubeconfig-secrets.ts';
import type { Policy } from '../policy/policy.ts';
import { referencesIn } from '../policy/references.ts';
import type { Settings } from '../settings.ts';

/** The value behind `${NAME}`. @throws when there is none */
export type SecretLookUp = (name: string) => string;

export const secretLookUp =
  ({ secret }: Pick<Settings, 'secret'>): SecretLookUp =>
  name => {
    const value = secret(name);
    if (value === null) throw new Error(`${name} is not set, and the policy refers to it`);
    return value;
  };

const named = ({ release, monitoring, security }: Policy): string[] =>
  referencesIn([release.services, monitoring.services, security.gates]);

/** What the policy refers to and nobody has set, one sentence each. */
export function missingSecrets(policy: Policy, { secret }: Pick<Settings, 'secret'>): string[] {
  return named(policy).flatMap(name => {
    try {
      return secret(name) === null ? [`${name} is missing: the policy refers to it as \${${name}}.`] : [];
    } catch (error) {
      return [`${name}_FILE names a file that cannot be read: ${(error as Error).message}`];
    }
  });
}

/** Everything that must not show up in the output of a step. */
export function secretValues(policy: Policy, settings: Settings): string[] {
  const { slack, github, git, pagerDuty, alertmanagerToken, calendarSecret, secret } = settings;
  const { webhookSecret, privateKey } = github.app ?? {};
  const received = [webhookSecret, privateKey, alertmanagerToken, calendarSecret];
  const own = [slack.botToken, github.token, git.token, pagerDuty?.routingKey, ...received];
  const mode = slack.mode.kind === 'http' ? slack.mode.signingSecret : slack.mode.appToken;
  const referred = named(policy)
    .map(secret)
    // An address is no secret, and masking it would hide half of what a step says.
    .filter(value => value !== null && !URL.canParse(value))
    .flatMap(value => (value === null ? [] : secretsIn(value)));
  return [...own, mode, ...referred].filter(value => value !== null && value !== undefined);
}
