import { z } from 'zod';

/** `${NAME}` stands for a setting; its value is looked up when it is used and never kept with the policy. */
const REFERENCE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

export const SECRET_EXPECTED = `a reference such as \${DEPLOY_TOKEN}: secrets are never written into the policy`;
const ADDRESS_EXPECTED = `an http(s) address without user name and password, such as https://deploy.example.com or \${DEPLOY_URL}/path`;

/** A credential: only ever a reference, perhaps with words around it (`Bearer ${TOKEN}`). */
export const Secret = z
  .string({ error: SECRET_EXPECTED })
  .regex(/^[^$]*\$\{[A-Z][A-Z0-9_]*\}[^$]*$/, SECRET_EXPECTED);

/** An address, in part or as a whole given by references. */
export const Address = z.string({ error: ADDRESS_EXPECTED }).refine(isAddress, ADDRESS_EXPECTED);

function isAddress(text: string): boolean {
  // Braces of metrics templates (`{canary}`) and references stand for text that is not known yet.
  const sample = text.replace(/^\$\{[A-Z][A-Z0-9_]*\}/, 'http://reference').replace(/\$?\{\w+\}/g, 'x');
  if (!URL.canParse(sample)) return false;
  const { protocol, username, password } = new URL(sample);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

/** The names a value refers to, each once. */
export function referencesIn(value: unknown): string[] {
  const names = [...JSON.stringify(value ?? null).matchAll(REFERENCE)].map(([, name]) => name ?? '');
  return [...new Set(names)];
}

/**
 * The same value with every reference replaced.
 * @throws what `lookUp` throws for a name nothing is known of
 */
export function withReferences<T>(value: T, lookUp: (name: string) => string): T;
export function withReferences(value: unknown, lookUp: (name: string) => string): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (_, name: string) => lookUp(name));
  if (Array.isArray(value)) return value.map(item => withReferences(item, lookUp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, lookUp)]));
}
