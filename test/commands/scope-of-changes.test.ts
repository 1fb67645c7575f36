import { describe, expect, it } from 'vitest';
import { scopeOfChanges } from '../../src/commands/scope-of-changes.ts';

const change = (number: number, title: string, ...labels: string[]) => ({
  number,
  title,
  labels,
  author: 'kofi',
  url: `https://github.com/acme/checkout/pull/${number}`,
});

describe('the scope of a plan', () => {
  it.each([
    ['features', change(1, 'feat: pay by link')],
    ['features', change(1, 'Pay by link', 'feature')],
    ['fixes', change(1, 'fix(cart): rounding')],
    ['fixes', change(1, 'Rounding', 'bug')],
    ['fixes', change(1, 'feat: looks new', 'security')],
    ['debt', change(1, 'chore: new linter')],
    ['debt', change(1, 'Split the module', 'tech-debt')],
    ['improvements', change(1, 'Faster search')],
  ] as const)('has under %s what belongs there', (kind, merged) => {
    const scope = scopeOfChanges([merged]);
    expect(scope[kind]).toBe(`• ${merged.title} (#1, kofi)`);
    expect(Object.values(scope).filter(Boolean)).toHaveLength(1);
  });

  it('fits its field, and says how many did not', () => {
    const many = Array.from({ length: 250 }, (_, at) =>
      change(at, `Improve number ${at} of very many things`),
    );
    const { improvements } = scopeOfChanges(many);
    expect(improvements.length).toBeLessThanOrEqual(3_000);
    const shown = improvements.split('\n').length - 1;
    expect(improvements).toMatch(new RegExp(`… and ${250 - shown} more$`));
  });

  it('is empty where nothing was merged', () => {
    expect(Object.values(scopeOfChanges([])).join('')).toBe('');
  });
});
