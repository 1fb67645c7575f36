import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../src/words/formats.ts';

const english = formatsOf('en');

describe('a length of time', () => {
  it.each([
    [340, '0.3 sec'],
    [8000, '8 sec'],
    [60_000, '1 min'],
    [90_000, '1 min, 30 sec'],
    [5_400_000, '1 hr, 30 min'],
    [172_800_000, '2 days'],
    [180_000_000, '2 days, 2 hr'],
    [-5, '0 sec'],
  ])('of %d ms reads %s', (ms, text) => expect(english.duration(ms)).toBe(text));
});

it('shares, latencies and counts read as people say them', () => {
  expect(english.percent(0.5)).toBe('0.5%');
  expect(english.latency(0.123)).toBe('123 ms');
  expect(english.latency(1.25)).toBe('1.3 sec');
  expect(english.count(1, { one: 'approval', other: 'approvals' })).toBe('1 approval');
  expect(english.count(1200, { one: 'request', other: 'requests' })).toBe('1,200 requests');
  expect(english.or(['ana', 'ben'])).toBe('ana or ben');
});

it('a milestone that is no calendar day is shown as it was written', () => {
  expect(english.day('2026-08-01')).toBe('Aug 1, 2026');
  expect(english.day('soon')).toBe('soon');
});

it('another language needs no other code', () => {
  const chinese = formatsOf('zh-CN');
  expect(chinese.duration(5_400_000)).toBe('1小时30分钟');
  expect(chinese.or(['甲', '乙'])).toBe('甲或乙');
});

it('sentences and labels are set as the language sets them', () => {
  const chinese = formatsOf('zh-CN');
  expect(english.sentences(['It is out.', '', 'Accept it.'])).toBe('It is out. Accept it.');
  expect(chinese.sentences(['已上线。', '', '请验收。'])).toBe('已上线。请验收。');
  expect(english.labelled('*Gates*', 'passed')).toBe('*Gates*: passed');
  expect(chinese.labelled('*门禁*', '通过')).toBe('*门禁*：通过');
});
