import { MetricsUnavailable } from './port.ts';

export interface MetricSample {
  name: string;
  labels: Record<string, string>;
  /** May be NaN or infinite: whoever uses it decides what that means. */
  value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|(?=\}))/y;
/** The value, and perhaps a timestamp; OpenMetrics may add an exemplar. */
const VALUE = /[ \t]*(\S+)(?:[ \t]+[-+.\deE]+)?[ \t]*(?:#.*)?$/y;

const ESCAPED: Record<string, string> = { n: '\n', '"': '"', '\\': '\\' };
const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/g, (whole, char: string) => ESCAPED[char] ?? whole) : text;

/** Numbers as Go prints them. Null when it is none. */
export const metricNumber = (text: string): number | null => {
  switch (text.replace(/^\+/, '').toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case 'infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
  }
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : null;
};

const matchAt = (pattern: RegExp, line: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(line);
};

/** The first position from `at` on that is not blank. */
const blanks = (line: string, at: number): number => {
  let next = at;
  while (line[next] === ' ' || line[next] === '\t') next++;
  return next;
};

const sampleOf = (line: string): MetricSample | null => {
  const name = matchAt(NAME, line, 0)?.[0];
  if (!name) return null;
  let at = blanks(line, name.length);
  const labels: [string, string][] = [];
  if (line[at] === '{') {
    at++;
    for (let label = matchAt(LABEL, line, at); label; label = matchAt(LABEL, line, at)) {
      const [whole, key = '', text = ''] = label;
      labels.push([key, unescaped(text)]);
      at += whole.length;
    }
    at = blanks(line, at);
    if (line[at++] !== '}') return null;
  } else if (at === name.length) return null;
  const text = matchAt(VALUE, line, at)?.[1];
  const value = text === undefined ? null : metricNumber(text);
  // fromEntries makes even `__proto__` an ordinary key.
  return value === null ? null : { name, labels: Object.fromEntries(labels), value };
};

/**
 * Reads the Prometheus text format, all or nothing like Prometheus itself: a web page, or a text that was
 * cut off, is an error and not a service without metrics.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const parseExposition = (text: string): MetricSample[] => {
  const samples: MetricSample[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const sample = sampleOf(line);
    if (!sample) throw new MetricsUnavailable(`line ${index + 1} is not in the Prometheus text format`);
    samples.push(sample);
  });
  return samples;
};
