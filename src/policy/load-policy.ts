import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApprovalsPolicy } from './approvals-policy.ts';
import { ChecklistPolicy } from './checklist-policy.ts';
import { crossMistakes } from './cross-references.ts';
import { type Mistake, PolicyMistakes } from './mistake.ts';
import { MonitoringPolicy } from './monitoring-policy.ts';
import { type Policy, sealed } from './policy.ts';
import { type PolicyFile, readPolicyFile, schemaMistakes } from './policy-file.ts';
import { ReleasePolicy } from './release-policy.ts';
import { SecurityPolicy } from './security-policy.ts';
import { presetStrategies } from './strategy.ts';
import { presetSuccess } from './success-policy.ts';
import { presetTriggers } from './trigger-presets.ts';

/** The file of each concern is named after it: `release.yml`. */
export const POLICY_SCHEMAS = {
  release: ReleasePolicy,
  security: SecurityPolicy,
  approvals: ApprovalsPolicy,
  monitoring: MonitoringPolicy,
  checklist: ChecklistPolicy,
} as const;
const CONCERNS = ['release', 'security', 'approvals', 'monitoring', 'checklist'] as const;

/**
 * Reads and checks the files of a policy folder. Without `checklist.yml` there is no checklist; the others are needed.
 * @throws PolicyMistakes with all mistakes of all files
 */
export async function loadPolicy(folder: string): Promise<Policy> {
  const [release, security, approvals, monitoring, checklist] = await Promise.all([
    read(join(folder, 'release.yml')),
    read(join(folder, 'security.yml')),
    read(join(folder, 'approvals.yml')),
    read(join(folder, 'monitoring.yml')),
    readIfThere(join(folder, 'checklist.yml')),
  ]);
  const files = { release, security, approvals, monitoring, checklist };
  const mistakes = CONCERNS.flatMap(concern =>
    files[concern].broken.length > 0
      ? files[concern].broken
      : schemaMistakes(files[concern], POLICY_SCHEMAS[concern]),
  );
  // In half a file every name it should have had would be unknown.
  const isWhole = CONCERNS.every(concern => files[concern].broken.length === 0);
  if (isWhole) mistakes.push(...crossMistakes(files));
  if (mistakes.length > 0) throw new PolicyMistakes(mistakes);
  return policyOf(files);
}

async function read(name: string): Promise<PolicyFile> {
  try {
    return readPolicyFile(name, await readFile(name, 'utf8'));
  } catch (error) {
    return { name, raw: null, broken: [unreadable(name, error)], lineOf: () => null };
  }
}

async function readIfThere(name: string): Promise<PolicyFile> {
  const text = await readFile(name, 'utf8').catch(error => (isMissing(error) ? '{}' : null));
  return text === null ? read(name) : readPolicyFile(name, text);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

function unreadable(file: string, error: unknown): Mistake {
  const found = isMissing(error) ? 'no such file' : error instanceof Error ? error.message : String(error);
  return { file, line: null, path: '', found, expected: 'a file that can be read', meant: null };
}

function policyOf(files: Record<keyof typeof POLICY_SCHEMAS, PolicyFile>): Policy {
  const release = ReleasePolicy.parse(files.release.raw);
  const monitoring = MonitoringPolicy.parse(files.monitoring.raw);
  return sealed({
    release: { ...release, strategies: { ...presetStrategies(), ...release.strategies } },
    security: SecurityPolicy.parse(files.security.raw),
    approvals: ApprovalsPolicy.parse(files.approvals.raw),
    monitoring: {
      ...monitoring,
      triggers: { ...presetTriggers(), ...monitoring.triggers },
      success: { ...presetSuccess(), ...monitoring.success },
    },
    checklist: ChecklistPolicy.parse(files.checklist.raw),
  });
}
