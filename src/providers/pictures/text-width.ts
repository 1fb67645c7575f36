/** How wide a text is in a font, in pixels at the given size. */
export type TextWidth = (text: string, sizePx: number) => number;

/**
 * Reads the widths of characters out of a TrueType file (tables `head`, `hhea`, `hmtx` and `cmap` of format 4:
 * https://learn.microsoft.com/typography/opentype/spec/otff). A layout needs them before anything is drawn, and
 * without a browser nobody else knows them. @throws RangeError for a file that is no such font
 */
export function textWidthIn(font: DataView): TextWidth {
  const tables = tablesOf(font);
  const table = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new RangeError(`the font has no table ${tag}`);
    return at;
  };
  const unitsPerEm = font.getUint16(table('head') + 18);
  const measured = font.getUint16(table('hhea') + 34);
  const widths = table('hmtx');
  const glyphOf = characterMap(font, table('cmap'));
  const advance = (glyph: number) => font.getUint16(widths + 4 * Math.min(glyph, measured - 1));
  return (text, sizePx) => {
    let units = 0;
    for (const character of text) units += advance(glyphOf(character.codePointAt(0) ?? 0));
    return (units * sizePx) / unitsPerEm;
  };
}

function tablesOf(font: DataView): Map<string, number> {
  const tables = new Map<string, number>();
  for (let index = 0; index < font.getUint16(4); index += 1) {
    const record = 12 + 16 * index;
    const tag = [0, 1, 2, 3].map(at => String.fromCharCode(font.getUint8(record + at))).join('');
    tables.set(tag, font.getUint32(record + 8));
  }
  return tables;
}

const UNICODE_SEGMENTS = 4;

/** Glyph numbers of the basic plane; 0, the empty box, for everything else. */
function characterMap(font: DataView, cmap: number): (code: number) => number {
  const subtables = Array.from(
    { length: font.getUint16(cmap + 2) },
    (_, index) => cmap + font.getUint32(cmap + 4 + 8 * index + 4),
  );
  const at = subtables.find(offset => font.getUint16(offset) === UNICODE_SEGMENTS);
  if (at === undefined) throw new RangeError('the font maps no characters of the basic plane');
  const segments = font.getUint16(at + 6) / 2;
  const ends = at + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const offsets = deltas + 2 * segments;
  return code => {
    for (let index = 0; index < segments; index += 1) {
      if (font.getUint16(ends + 2 * index) < code) continue;
      const start = font.getUint16(starts + 2 * index);
      if (start > code) return 0;
      const delta = font.getUint16(deltas + 2 * index);
      const offset = font.getUint16(offsets + 2 * index);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = font.getUint16(offsets + 2 * index + offset + 2 * (code - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
