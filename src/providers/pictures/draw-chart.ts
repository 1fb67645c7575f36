import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { CHART_GLYPHS } from './chart-glyphs.ts';
import { chartOption, FONT, heightPx, WIDTH_PX, ZOOM } from './chart-option.ts';
import type { LineChart } from './port.ts';
import { textWidthIn } from './text-width.ts';

/**
 * A process of its own that draws one chart: a `LineChart` as JSON comes in, a PNG goes out. Drawing takes a few
 * hundred milliseconds of one core and memory that is never given back, and the process it serves may be rolling back.
 */
const require = createRequire(import.meta.url);
type Measure = NonNullable<Parameters<typeof import('echarts').setPlatformAPI>[0]['measureText']>;

const FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
const fontFiles = FILES.map(file => require.resolve(`dejavu-fonts-ttf/ttf/${file}`));

const WIDE = /[\u2e80-\u9fff\uff00-\uffef]/g;

function svgOf(it: LineChart): string {
  // The bundle in one file: the modules would take four times as long to load.
  const echarts = require('echarts') as typeof import('echarts');
  const [regular, bold] = fontFiles.map(file => {
    const { buffer, byteOffset, byteLength } = readFileSync(file);
    return textWidthIn(new DataView(buffer, byteOffset, byteLength));
  });
  if (!regular || !bold) throw new Error('the fonts are missing');
  // Without it widths are guessed and labels overlap.
  echarts.setPlatformAPI({
    measureText: (text: string, font = '') => {
      const sizePx = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12);
      // DejaVu has no wide characters; each is as wide as it is high.
      const narrow = text.replace(WIDE, '');
      const wide = text.length - narrow.length;
      const width = (/\bbold\b/.test(font) ? bold : regular)(narrow, sizePx) + wide * sizePx;
      return { width } as ReturnType<Measure>;
    },
  });
  const size = { width: WIDTH_PX, height: heightPx(it) };
  const drawn = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  drawn.setOption(chartOption(it));
  const svg = drawn.renderToSVGString();
  // Else its clock keeps the process alive.
  drawn.dispose();
  return svg;
}

/** Without fonts of our own no text at all is drawn on machines that have none. */
function pngOf(svg: string): Buffer {
  // The library reads fonts from files only.
  const folder = mkdtempSync(join(tmpdir(), 'tminus-glyphs-'));
  try {
    const glyphs = join(folder, 'glyphs.ttf');
    writeFileSync(glyphs, Buffer.from(CHART_GLYPHS, 'base64'));
    const font = { fontFiles: [...fontFiles, glyphs], loadSystemFonts: false, defaultFontFamily: FONT };
    return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: ZOOM } }).render().asPng();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const chart = JSON.parse(readFileSync(process.stdin.fd, 'utf8')) as LineChart;
process.stdout.write(pngOf(svgOf(chart)));
