const SECRET_FIELDS =
  /["']?\b(?:token|password|client-key-data|id-token|refresh-token|access-token|client-secret)["']?\s*:\s*["']?([^\s"',}]+)/g;

/** A kubeconfig as content; its path, or any other value, is none. */
const isKubeconfig = (value: string): boolean => /\bclusters\b/.test(value) && /\bcontexts\b/.test(value);

/**
 * What of a setting must not be shown. Of a kubeconfig those are its credentials: masking each of its lines would hide
 * such words as `users:` wherever they are printed.
 */
export function secretsIn(value: string): string[] {
  if (!isKubeconfig(value)) return [value];
  return [...value.matchAll(SECRET_FIELDS)].map(([, secret = '']) => secret).filter(Boolean);
}
