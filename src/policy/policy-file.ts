import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Mistake, type Path, shown, unknownWord } from './mistake.ts';
import { SECRET_EXPECTED } from './references.ts';

/** One file of the policy folder: its raw value, and where in the text each part of it stands. */
export interface PolicyFile {
  /** Such as `config/release.yml`. */
  name: string;
  raw: unknown;
  /** Mistakes of the YAML itself; `raw` is what could be read in spite of them. */
  broken: Mistake[];
  lineOf(path: Path): number | null;
}

export function readPolicyFile(name: string, text: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = (line: number | null, message: string): Mistake => ({
    file: name,
    line,
    path: '',
    found: message.charAt(0).toLowerCase() + message.slice(1),
    expected: 'YAML',
    meant: null,
  });
  const broken = document.errors.map(error => problem(lines.linePos(error.pos[0]).line, error.message));
  let raw: unknown = null;
  try {
    raw = document.toJS();
  } catch (error) {
    broken.push(problem(null, error instanceof Error ? error.message : String(error)));
  }
  return { name, raw, broken, lineOf };

  function lineOf(path: Path): number | null {
    const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
      if (isNode(pair?.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    }
    const node = document.getIn(path, true);
    if (isNode(node) && node.range && !isCollection(node)) return lines.linePos(node.range[0]).line;
    return path.length > 0 ? lineOf(path.slice(0, -1)) : null;
  }
}

/** The mistakes of a file against its schema, each in words an editor of the file understands. */
export function schemaMistakes(file: PolicyFile, schema: z.ZodType): Mistake[] {
  const parsed = schema.safeParse(file.raw, { reportInput: true });
  if (parsed.success) return [];
  const jsonSchema = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  return parsed.error.issues.flatMap(issue => {
    const path = issue.path.map(key => (typeof key === 'symbol' ? String(key) : key));
    const at = (where: Path, about: Pick<Mistake, 'found' | 'expected' | 'meant'>): Mistake => ({
      file: file.name,
      line: file.lineOf(where),
      path: where.join('.'),
      ...about,
    });
    if (issue.code !== 'unrecognized_keys') return at(path, inWords(issue));
    const known = keysAt(jsonSchema, file.raw, path);
    return issue.keys.map(key => at([...path, key], unknownWord(key, 'a known key', known)));
  });
}

const KINDS: Record<string, string> = {
  string: 'some text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function inWords(issue: z.core.$ZodIssue): Pick<Mistake, 'found' | 'expected' | 'meant'> {
  const plain = { found: shown(issue.input), expected: issue.message, meant: null };
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(issue.input, issue.values.map(String));
    case 'invalid_union':
      return issue.discriminator ? oneOf(kindOf(issue), optionsOf(issue)) : plain;
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid')) return plain;
      return { ...plain, expected: KINDS[issue.expected] ?? issue.expected };
    case 'invalid_key':
      return { ...plain, expected: issue.issues[0]?.message ?? issue.message };
    default:
      // What stands where a reference to a secret belongs may be the secret.
      return issue.message === SECRET_EXPECTED ? { ...plain, found: 'something else' } : plain;
  }
}

const oneOf = (found: unknown, known: readonly string[]) =>
  typeof found === 'string'
    ? unknownWord(found, 'one of', known)
    : { found: shown(found), expected: `one of: ${known.join(', ')}`, meant: null };

type UnionIssue = Extract<z.core.$ZodIssue, { code: 'invalid_union' }>;

const optionsOf = (issue: UnionIssue): string[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];

const kindOf = ({ input, discriminator }: UnionIssue): unknown =>
  (input as Record<string, unknown> | undefined)?.[discriminator ?? ''];

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  const?: unknown;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

/** The keys a file may have at a path. */
function keysAt(schema: JsonSchema, value: unknown, [key, ...rest]: Path): string[] {
  const candidates = [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter(candidate =>
    fits(candidate, value),
  );
  if (key === undefined) return candidates.flatMap(({ properties = {} }) => Object.keys(properties));
  const inside = (value as Record<string, unknown> | undefined)?.[key];
  return candidates.flatMap(({ properties, additionalProperties, items }) => {
    const next = properties?.[key] ?? items ?? additionalProperties;
    return typeof next === 'object' ? keysAt(next, inside, rest) : [];
  });
}

/** Whether a value is meant for this variant: `kind: http` is not meant for the one of `shell`. */
const fits = ({ properties = {} }: JsonSchema, value: unknown): boolean =>
  Object.entries(properties).every(
    ([key, { const: only }]) =>
      only === undefined || (value as Record<string, unknown> | undefined)?.[key] === only,
  );
