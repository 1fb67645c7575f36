import { spawn } from 'node:child_process';
import { programBeside } from '../../processes/launch.ts';
import { type LineChart, PictureFailed, type Pictures } from './port.ts';

const COMPLAINT_SHOWN = 300;

/** Charts drawn by Apache ECharts and resvg, each in a short-lived process, so that nobody waits and idling costs nothing. */
export function echartsPictures(): Pictures {
  /** One at a time: a burst of verdicts must not take the cores from a rollback. */
  let before: Promise<unknown> = Promise.resolve();
  return {
    draw(chart, signal) {
      const drawn = before.then(() => drawOne(chart, signal));
      before = drawn.catch(() => {});
      return drawn;
    },
  };
}

const drawOne = (chart: LineChart, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown) =>
      reject(new PictureFailed(`the chart could not be drawn: ${why}`, { cause }));
    if (signal.aborted) return failed('there was no time left');
    // It needs none of our secrets.
    const child = spawn(process.execPath, programBeside(import.meta.url, 'draw-chart'), {
      env: {},
      signal,
      stdio: 'pipe',
    });
    const png: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', chunk => png.push(chunk));
    child.stderr.setEncoding('utf8').on('data', chunk => {
      complaint = `${complaint}${chunk}`.slice(-10_000);
    });
    // It may end before it has read everything; how it ended says more.
    child.stdin.on('error', () => {});
    child.on('error', error => failed(signal.aborted ? 'it took too long' : error.message, error));
    child.on('close', code => {
      const bytes = Uint8Array.from(Buffer.concat(png));
      if (code === 0 && bytes.byteLength > 0) return resolve(bytes);
      const said = /^\w*Error.*$/m.exec(complaint)?.[0] ?? complaint.trim();
      return failed(said.slice(0, COMPLAINT_SHOWN) || `it ended with ${code}`);
    });
    child.stdin.end(JSON.stringify(chart));
  });
