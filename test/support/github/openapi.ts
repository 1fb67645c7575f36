import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

/** GitHub's published description, cut down to the calls tminus makes; see excerpt-openapi.ts. */
interface Description {
  source: string;
  version: string;
  paths: Record<string, Record<string, Call>>;
  webhooks: Record<string, { requestBody: Body }>;
  components: { schemas: Record<string, unknown>; parameters: Record<string, Parameter> };
}
interface Body {
  content?: { 'application/json'?: { schema: unknown } };
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: unknown;
}
interface Call {
  parameters: (Parameter | { $ref: string })[];
  requestBody?: Body;
  responses: Record<string, Body & { $ref?: string }>;
  examples: Record<string, unknown>;
}

/** OpenAPI 3.0 says `nullable`, JSON Schema says it with types. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, asJsonSchema(inner)]),
  );
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

const description = JSON.parse(
  readFileSync(join(import.meta.dirname, 'openapi-excerpt.json'), 'utf8'),
) as Description;

const ajv = new Ajv({ strict: false, validateFormats: false, coerceTypes: false, allErrors: false });
ajv.addSchema({ $id: 'github', ...(asJsonSchema({ components: description.components }) as object) });
const compiled = new Map<unknown, ValidateFunction>();
function validatorOf(schema: unknown): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const text = JSON.stringify(asJsonSchema(schema)).replaceAll('"#/components/', '"github#/components/');
  const made = ajv.compile(JSON.parse(text));
  compiled.set(schema, made);
  return made;
}

const wrongIn = (schema: unknown, value: unknown, what: string): string | null => {
  const validate = validatorOf(schema);
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `${what}${first?.instancePath}: ${first?.message}`;
};

export interface DescribedCall {
  /** `POST /repos/{owner}/{repo}/deployments` */
  name: string;
  parameters: Record<string, string>;
  /** What is wrong with the question, in words; null when it is as described. */
  wrongQuestion(query: URLSearchParams, body: unknown): string | null;
  wrongAnswer(status: number, body: unknown): string | null;
  /** GitHub's own example of an answer. */
  example(status: number): Record<string, unknown>;
}

const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, call]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = path
      .replace(/[.]/g, '\\.')
      .replace(/\{(\w+)\}/g, (_, name) => (name === 'ref' ? '(.+)' : '([^/]+)'));
    return { method: method.toUpperCase(), path, names, pattern: new RegExp(`^${pattern}$`), call };
  }),
);

/** The described call a request is, or null: GitHub may know it, tminus does not make it. */
export function describedCall(method: string, pathname: string): DescribedCall | null {
  for (const { call, names, pattern, path, ...route } of routes) {
    const found = route.method === method ? pattern.exec(pathname) : null;
    if (!found) continue;
    const values = names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')]);
    return {
      name: `${method} ${path}`,
      parameters: Object.fromEntries(values),
      wrongQuestion: (query, body) => wrongQuery(call, query) ?? wrongBody(call, body),
      wrongAnswer: (status, body) => wrongAnswer(call, status, body),
      example: status => structuredClone(call.examples[status]) as Record<string, unknown>,
    };
  }
  return null;
}

const resolved = (parameter: Call['parameters'][number]): Parameter | undefined =>
  '$ref' in parameter ? description.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] : parameter;

function wrongQuery({ parameters }: Call, query: URLSearchParams): string | null {
  const known = parameters.map(resolved).filter(one => one?.in === 'query');
  const unknown = [...query.keys()].find(name => !known.some(one => one?.name === name));
  if (unknown !== undefined) return `?${unknown} is not described`;
  const missing = known.find(one => one?.required && !query.has(one.name));
  return missing ? `?${missing.name} is missing` : null;
}

function wrongBody({ requestBody }: Call, body: unknown): string | null {
  const schema = requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? null : 'a body is not described';
  return wrongIn(schema, body ?? {}, 'the body');
}

/** Answers of 401, 403, 422 and 5xx are the same everywhere, and not described with every call. */
function wrongAnswer({ responses }: Call, status: number, body: unknown): string | null {
  const response = responses[status];
  if (!response) return status >= 400 ? null : `the status ${status} is not described`;
  const schema = response.content?.['application/json']?.schema;
  return schema === undefined || status >= 400 ? null : wrongIn(schema, body, 'the answer');
}

export const wrongWebhook = (name: string, body: unknown): string | null => {
  const schema = description.webhooks[name]?.requestBody.content?.['application/json']?.schema;
  return schema === undefined ? `no webhook ${name} is described` : wrongIn(schema, body, 'the payload');
};
