import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../src/providers/metrics/exposition-format.ts';

describe('the Prometheus text format', () => {
  it.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['up{} 1', { name: 'up', labels: {}, value: 1 }],
    ['a{x="1", y="2",} 3', { name: 'a', labels: { x: '1', y: '2' }, value: 3 }],
    ['a { x = "1" }  3.5e2 1395066363000', { name: 'a', labels: { x: '1' }, value: 350 }],
    ['a{x="q\\"b\\\\n\\nz}"} 1', { name: 'a', labels: { x: 'q"b\\n\nz}' }, value: 1 }],
    ['a{x="1"}3', { name: 'a', labels: { x: '1' }, value: 3 }],
    ['a_total{x="1"} 3 # {trace="4"} 1 123.4', { name: 'a_total', labels: { x: '1' }, value: 3 }],
    ['a +Inf', { name: 'a', labels: {}, value: Number.POSITIVE_INFINITY }],
    ['a -Inf', { name: 'a', labels: {}, value: Number.NEGATIVE_INFINITY }],
    ['a NaN', { name: 'a', labels: {}, value: Number.NaN }],
  ])('reads %s', (line, sample) => {
    expect(parseExposition(`# HELP a Things\n# TYPE a counter\n\n${line}\n`)).toEqual([sample]);
  });

  it.each([
    '<html>',
    'a',
    'a{x="1"',
    'a{x="1',
    'a{x=1} 2',
    'a{x="1"} many',
    'a{x="1" y="2"} 3',
    '{x="1"} 2',
    'a 0x1f',
  ])('does not read %s', line => {
    expect(() => parseExposition(`up 1\n${line}\n`)).toThrow('line 2 is not in the Prometheus text format');
  });

  it('keeps a label that is called like a property of every object', () => {
    const [sample] = parseExposition('a{__proto__="x",constructor="y"} 1\n');
    expect(Object.entries(sample?.labels ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('is what prom-client writes', async () => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: 'hits', help: 'Hits\nand more', labelNames: ['path'], registers }).inc(
      { path: '/a"b\\c\n' },
      3,
    );
    new Histogram({ name: 'took', help: 'Took', buckets: [0.1, 1], registers }).observe(0.5);
    const samples = parseExposition(await registry.metrics());
    expect(samples).toContainEqual({ name: 'hits', labels: { path: '/a"b\\c\n' }, value: 3 });
    expect(samples).toContainEqual({ name: 'took_bucket', labels: { le: '+Inf' }, value: 1 });
    expect(samples).toHaveLength(6);
  });
});
