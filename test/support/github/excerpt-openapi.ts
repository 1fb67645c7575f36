/*
 * Writes openapi-excerpt.json: of GitHub's published OpenAPI description the calls tminus makes, with an example of
 * each answer. The package that carries the description takes 390 MB once installed, so it is not a dependency:
 *
 *   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
 *   npx tsx test/support/github/excerpt-openapi.ts package/generated/api.github.com.json
 *   npx biome check --write test/support/github/openapi-excerpt.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Obj = { [name: string]: Json };

const CALLS: Record<string, string[]> = {
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/git/ref/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/tags/{tag_sha}': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}/status': ['get'],
  '/repos/{owner}/{repo}/branches/{branch}': ['get'],
  '/repos/{owner}/{repo}/rules/branches/{branch}': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': ['get'],
  '/repos/{owner}/{repo}/dependabot/alerts': ['get'],
  '/repos/{owner}/{repo}/code-scanning/alerts': ['get'],
  '/repos/{owner}/{repo}/code-scanning/analyses': ['get'],
  '/repos/{owner}/{repo}/secret-scanning/alerts': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['post'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/jobs': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/cancel': ['post'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/force-cancel': ['post'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule': ['post'],
  '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs': ['get'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': ['get'],
  '/repos/{owner}/{repo}/deployments': ['get', 'post'],
  '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['get', 'post'],
  '/app/installations/{installation_id}/access_tokens': ['post'],
};
const WEBHOOKS = ['ping', 'deployment-protection-rule-requested'];

const [file = ''] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(file, 'utf8')) as Obj;
const at = (pointer: string): Json =>
  pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce<Json>((value, name) => (value as Obj)[name] ?? null, whole);

const components: Obj = {};
/** Words for people say nothing about what is valid. */
const WORDS = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'title',
  'deprecated',
]);

/** The value without its words; what it refers to is taken along. `isNames`: the keys are names of fields, not of OpenAPI. */
function taken(value: Json, isNames = false): Json {
  if (Array.isArray(value)) return value.map(item => taken(item));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') take(value.$ref);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isNames || !(WORDS.has(name) || name.startsWith('x-')))
      .map(([name, inner]) => [name, taken(inner, name === 'properties' && !isNames)]),
  );
}

function take(pointer: string): void {
  const [, , kind = '', name = ''] = pointer.split('/');
  components[kind] ??= {};
  const known = components[kind] as Obj;
  if (name in known) return;
  known[name] = null;
  known[name] = taken(at(pointer));
}

function exampleOf(response: Json): Json {
  const found = response as { content?: { 'application/json'?: { examples?: Record<string, Obj> } } };
  const [example] = Object.values(found.content?.['application/json']?.examples ?? {});
  if (!example) return null;
  return typeof example.$ref === 'string'
    ? ((at(example.$ref) as Obj).value ?? null)
    : (example.value ?? null);
}

const paths: Obj = {};
for (const [path, methods] of Object.entries(CALLS)) {
  const item = (at('#/paths') as Record<string, Record<string, Obj>>)[path] ?? {};
  const kept: Obj = {};
  for (const method of methods) {
    const { parameters = [], requestBody = null, responses = {} } = item[method] ?? {};
    const examples = Object.entries(responses as Obj)
      .map(([status, response]) => [status, exampleOf(response)] as const)
      .filter(([, example]) => example !== null);
    kept[method] = {
      parameters: taken(parameters),
      ...(requestBody === null ? {} : { requestBody: taken(requestBody) }),
      responses: taken(responses, true),
      examples: Object.fromEntries(examples),
    };
  }
  paths[path] = kept;
}
const webhooks = Object.fromEntries(
  WEBHOOKS.map(name => [name, taken((at('#/x-webhooks') as Record<string, Obj>)[name]?.post ?? null)]),
);

const { version, license } = whole.info as Obj;
const excerpt = {
  source:
    "GitHub's OpenAPI description, https://github.com/github/rest-api-description, as published in @octokit/openapi",
  version,
  license,
  paths,
  webhooks,
  components,
};
writeFileSync(join(import.meta.dirname, 'openapi-excerpt.json'), `${JSON.stringify(excerpt, null, 2)}\n`);
