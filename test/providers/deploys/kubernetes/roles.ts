import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Rule } from './api-server.ts';

/** The rules of the Role that ships in `ops/kubernetes/`. */
export function shippedRules(file: string): Rule[] {
  const path = join(import.meta.dirname, '../../../../ops/kubernetes', file);
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map(document => document.toJS() as { kind: string; rules?: Rule[] })
    .flatMap(({ kind, rules }) => (kind === 'Role' ? (rules ?? []) : []));
}

/** `verb group/resource`, one for each thing that is allowed. */
export const allowedBy = (rules: readonly Rule[]): string[] =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap(group =>
      resources.flatMap(resource => verbs.map(verb => `${verb} ${group}/${resource}`)),
    ),
  );
