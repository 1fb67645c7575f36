import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { textWidthIn } from '../../../src/providers/pictures/text-width.ts';

const file = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const { buffer, byteOffset, byteLength } = readFileSync(file);
const widthOf = textWidthIn(new DataView(buffer, byteOffset, byteLength));

describe('the width of a text', () => {
  it.each(['iiiiiiiiii', 'WWWWWWWWWW', 'new 1.4.1 (P95)', '→ 25 %'])('of “%s” is what is drawn', text => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="80"><text x="10" y="50" font-family="DejaVu Sans" font-size="40">${text}</text></svg>`;
    const box = new Resvg(svg, { font: { fontFiles: [file], loadSystemFonts: false } }).innerBBox();
    // The box ends at the ink, the width at where the next letter would begin; kerning is small.
    expect(Math.abs(widthOf(text, 40) - (box?.width ?? 0))).toBeLessThan(10);
  });

  it('grows with the size', () => {
    expect(widthOf('verdict', 40)).toBeCloseTo(2 * widthOf('verdict', 20), 6);
  });

  it('is that of the empty box for what the font lacks', () => {
    expect(widthOf('\u{1F680}', 20)).toBe(widthOf('\uE000', 20));
    expect(widthOf('', 20)).toBe(0);
  });

  it('is not guessed from what is no font', () => {
    expect(() => textWidthIn(new DataView(new ArrayBuffer(64)))).toThrow(RangeError);
  });
});
