import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ApprovalsPolicy } from './approvals-policy.ts';
import type { ChecklistPolicy } from './checklist-policy.ts';
import type { MonitoringPolicy, Watched } from './monitoring-policy.ts';
import type { ReleasePolicy } from './release-policy.ts';
import type { SecurityPolicy } from './security-policy.ts';
import { withoutAddresses } from './target.ts';

/** What an organisation decided, from the files of its policy folder, joined with the presets. */
export interface Policy {
  /** SHA-256 (hex) of `policyText`. */
  digest: string;
  release: ReleasePolicy;
  security: SecurityPolicy;
  approvals: ApprovalsPolicy;
  monitoring: MonitoringPolicy;
  checklist: ChecklistPolicy;
}

/** The policy with the digest that belongs to it. */
export const sealed = (files: Omit<Policy, 'digest'>): Policy => ({
  ...files,
  digest: sha256(policyText(files)),
});

/** Canonical JSON (RFC 8785) without addresses and credentials: what is kept under the digest. */
export function policyText({
  release,
  security,
  approvals,
  monitoring,
  checklist,
}: Omit<Policy, 'digest'>): string {
  const services = mapped(release.services, service => ({
    ...service,
    environments: mapped(service.environments, environment => ({
      ...environment,
      target: withoutAddresses(environment.target),
      ...(environment.actions && { actions: withoutAddresses(environment.actions) }),
    })),
  }));
  const watched = mapped(monitoring.services, environments =>
    mapped(environments, ({ metrics, ...rest }: Watched) => ({ ...rest, metrics: metrics.kind })),
  );
  const notices = { ...monitoring.notices, mailingLists: Object.keys(monitoring.notices.mailingLists) };
  return canonicalJson({
    release: { ...release, services },
    security,
    approvals,
    monitoring: { ...monitoring, services: watched, notices },
    checklist,
  });
}

const mapped = <From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));

export const canonicalJson = (value: unknown): string => canonicalize(value) ?? 'null';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
