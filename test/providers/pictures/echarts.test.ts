import { Buffer } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chartOption } from '../../../src/providers/pictures/chart-option.ts';
import { echartsPictures } from '../../../src/providers/pictures/echarts.ts';
import { type LineChart, PictureFailed } from '../../../src/providers/pictures/port.ts';

const panel = {
  title: 'Failed requests (%)',
  yLabel: '% of requests',
  xLabel: 'minutes:seconds since first traffic',
  categories: ['0:00', '0:30', '1:00', '1:30'],
  canary: { name: 'new 1.4.1', values: [0.5, null, 6, 8] },
  baseline: { name: 'stable 1.3.0', values: [0.4, 0.5, 0.4, 0.5] },
  limit: { name: 'limit 3%', value: 3 },
  marks: [{ index: 0, label: '5%' }],
  verdict: { index: 3, label: 'verdict' },
};
const chart: LineChart = { altText: 'It fails more often.', panels: [panel] };
const draw = (it: LineChart) => echartsPictures().draw(it, AbortSignal.timeout(30_000));

/** Width, height and pixels (red, green, blue, alpha) of a PNG without interlacing. */
function pixelsOf(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) !== 'IDAT') continue;
    data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = 4 * width;
  const out = Buffer.alloc(stride * height);
  const paeth = (a: number, b: number, c: number) => {
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  };
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const a = x < 4 ? 0 : (out[y * stride + x - 4] ?? 0);
      const b = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const c = x < 4 || y === 0 ? 0 : (out[(y - 1) * stride + x - 4] ?? 0);
      const guess = [0, a, b, Math.floor((a + b) / 2), paeth(a, b, c)][filter ?? 0] ?? 0;
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + guess) & 0xff;
    }
  }
  const count = (
    left: number,
    top: number,
    right: number,
    bottom: number,
    is: (...rgb: number[]) => boolean,
  ) => {
    let found = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        if (is(...out.subarray(y * stride + 4 * x, y * stride + 4 * x + 4))) found += 1;
      }
    }
    return found;
  };
  return { width, height, count };
}
const isDark = (r = 0, g = 0, b = 0) => r + g + b < 200;
const isOrange = (r = 0, g = 0, b = 0) => r > 190 && g > 60 && g < 130 && b < 60;
const isBlue = (r = 0, g = 0, b = 0) => r < 60 && g > 90 && g < 140 && b > 150;

describe('a drawn chart', () => {
  it('is a picture of the size Slack shows, with letters, both lines and an opaque ground', async () => {
    const { width, height, count } = pixelsOf(await draw(chart));
    expect([width, height]).toEqual([960, 450]);
    // The title: without fonts nothing at all would stand there.
    expect(count(16, 10, 300, 45, isDark)).toBeGreaterThan(300);
    expect(count(0, 130, width, 370, isOrange)).toBeGreaterThan(500);
    expect(count(0, 130, width, 370, isBlue)).toBeGreaterThan(500);
    expect(count(0, 0, width, height, (_r, _g, _b, alpha = 0) => alpha < 255)).toBe(0);
  });

  it('has room for a second panel', async () => {
    const two = { ...chart, panels: [panel, { ...panel, title: 'P95 latency (seconds)', limit: null }] };
    expect(pixelsOf(await draw(two)).height).toBe(900);
  });

  it('does not join what was measured over a gap', () => {
    const { series } = chartOption(chart) as {
      series: { name: string; data: unknown[]; connectNulls: boolean }[];
    };
    const canary = series.find(({ name }) => name.endsWith('new 1.4.1'));
    expect(canary?.data).toEqual([0.5, '-', 6, 8]);
    expect(canary?.connectNulls).toBe(false);
  });

  it('that cannot be drawn says why, and takes nobody with it', async () => {
    const broken = { altText: '', panels: [{ ...panel, canary: null }] } as unknown as LineChart;
    const failure = await draw(broken).catch(error => error);
    expect(failure).toBeInstanceOf(PictureFailed);
    expect(failure.message).toMatch(/^the chart could not be drawn: TypeError/);
  });

  it('is given up when there is no time left', async () => {
    const late = echartsPictures().draw(chart, AbortSignal.timeout(1));
    await expect(late).rejects.toThrow(/it took too long|there was no time left/);
  });
});
