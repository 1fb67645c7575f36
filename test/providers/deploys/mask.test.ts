import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskChunk, maskSecrets } from '../../../src/providers/deploys/mask.ts';

/** Masks a text that arrives in pieces, the way it is polled: what was not consumed is read again. */
const inPieces = (text: string, secrets: string[], sizes: number[]): string => {
  let masked = '';
  let at = 0;
  let seen = 0;
  for (const size of sizes) {
    seen = Math.min(text.length, seen + size);
    const { text: part, consumed } = maskChunk(text.slice(at, seen), secrets, false);
    masked += part;
    at += consumed;
  }
  return masked + maskChunk(text.slice(at), secrets, true).text;
};

describe('masking', () => {
  it('replaces every secret wherever it stands', () => {
    expect(maskSecrets('token=hunter2 again hunter2', ['hunter2'])).toBe('token=••• again •••');
  });

  it('takes the longer of two secrets that begin alike', () => {
    expect(maskSecrets('pass hunter2-admin', ['hunter2', 'hunter2-admin'])).toBe('pass •••');
  });

  it('leaves nothing of two secrets that overlap', () => {
    expect(maskSecrets('x abcdef y', ['abcd', 'cdef'])).toBe('x ••• y');
  });

  it('masks each line of a key of several lines', () => {
    expect(maskSecrets('read MIIB+first', ['-----BEGIN KEY\nMIIB+first\nsecond/line'])).toBe('read •••');
  });

  it('leaves words alone that are too short to be a secret', () => {
    expect(maskSecrets('a dog', ['', 'a', 'dog'])).toBe('a dog');
  });

  it('holds back what may be the beginning of a secret until more is known', () => {
    expect(maskChunk('key hunt', ['hunter2'], false)).toEqual({ text: 'key ', consumed: 4 });
    expect(maskChunk('hunter2!', ['hunter2'], false)).toEqual({ text: '•••!', consumed: 8 });
    expect(maskChunk('hunting', ['hunter2'], false)).toEqual({ text: 'hunting', consumed: 7 });
  });

  it('always gets on, also with a secret that repeats itself', () => {
    expect(maskChunk('aaaaaaaa', ['aaaa'], false).consumed).toBeGreaterThan(0);
  });

  it('gives the same wherever the pieces are cut, and never shows a secret', () => {
    const text = fc.stringMatching(/^[a-d ]{0,60}$/);
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 20 });
    fc.assert(
      fc.property(text, text, sizes, (before, after, pieces) => {
        const secrets = ['hunter2', 'hunter2-admin'];
        const whole = `${before}hunter2${after}hunter2-admin${before}`;
        const masked = inPieces(whole, secrets, pieces);
        expect(masked).toBe(maskSecrets(whole, secrets));
        expect(masked).not.toContain('hunter');
      }),
    );
  });

  it('never takes back what it has shown of a text that grows', () => {
    const text = fc.stringMatching(/^(hunter2|hunter2-admin|hunt|-admin|x){0,12}$/);
    fc.assert(
      fc.property(text, fc.nat(100), (whole, length) => {
        const secrets = ['hunter2', 'hunter2-admin'];
        const early = maskChunk(whole.slice(0, length), secrets, false).text;
        expect(maskSecrets(whole, secrets).startsWith(early)).toBe(true);
      }),
    );
  });

  it('never lets a whole secret through, even where secrets overlap each other', () => {
    const secret = fc.stringMatching(/^[ab]{4,6}$/);
    const text = fc.stringMatching(/^[ab]{0,40}$/);
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 20 });
    fc.assert(
      fc.property(text, fc.array(secret, { minLength: 1, maxLength: 3 }), sizes, (whole, secrets, pieces) => {
        for (const masked of [maskSecrets(whole, secrets), inPieces(whole, secrets, pieces)])
          for (const one of secrets) expect(masked).not.toContain(one);
      }),
    );
  });
});
