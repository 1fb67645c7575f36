import { describe, expect, it } from 'vitest';
import { Address, referencesIn, Secret, withReferences } from '../../src/policy/references.ts';

describe('a reference', () => {
  it('is found wherever it stands, each name once', () => {
    const value = {
      url: `\${DEPLOY_URL}/a`,
      list: [`\${DEPLOY_URL}`, `Bearer \${TOKEN}`],
      none: `$PATH \${lower}`,
    };
    expect(referencesIn(value)).toEqual(['DEPLOY_URL', 'TOKEN']);
  });
  it('is replaced by its value, which is not looked at again', () => {
    const values: Record<string, string> = { A: `\${B}`, B: 'never' };
    const filled = withReferences({ url: `http://x/\${A}`, n: 5, none: null }, name => values[name] ?? '');
    expect(filled).toEqual({ url: `http://x/\${B}`, n: 5, none: null });
  });
});

describe('a credential', () => {
  it.each([`\${TOKEN}`, `Bearer \${TOKEN}`])('may be %j', text => {
    expect(Secret.safeParse(text).success).toBe(true);
  });
  it.each(['hunter2', '', `\${token}`, '$TOKEN'])('is never %j', text => {
    expect(Secret.safeParse(text).success).toBe(false);
  });
});

describe('an address', () => {
  it.each([
    'https://deploy.example.com/tminus',
    `\${DEPLOY_URL}`,
    `\${DEPLOY_URL}/services/{service}/metrics`,
    'http://checkout-{canary}.example.com:9090/metrics',
  ])('may be %j', text => {
    expect(Address.safeParse(text).success).toBe(true);
  });
  it.each(['deploy.example.com', 'ftp://deploy', 'https://admin:secret@deploy', '', '/metrics'])(
    'is never %j',
    text => {
      expect(Address.safeParse(text).success).toBe(false);
    },
  );
});
