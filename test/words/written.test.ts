import { expect, it } from 'vitest';
import { written } from '../../src/words/chinese/written.ts';
import { formatsOf } from '../../src/words/formats.ts';
import { anAgreement } from '../support/builders.ts';

it('what tminus writes into a runbook is read in Chinese, whatever the strategy and the way back', () => {
  const plans = [
    anAgreement(),
    anAgreement({ running: null }),
    anAgreement({ environment: 'staging', strategy: 'all-at-once' }),
  ];
  const texts = plans.flatMap(({ runbook }) =>
    runbook.steps.flatMap(({ title, verifiedBy, undoneBy }) => [
      title,
      verifiedBy,
      undoneBy ?? 'It changes nothing.',
    ]),
  );
  expect(texts.filter(text => !/[\u4e00-\u9fff]/.test(written(text)))).toEqual([]);
  expect(written('Send 12.5% of the traffic to 1.4.0')).toBe('将 12.5% 的流量切到 1.4.0');
});

it('what people wrote stays as it is', () => {
  expect(written('Install the certificates')).toBe('Install the certificates');
});

it('a Chinese list has spaces beside Latin words, and none between Chinese ones', () => {
  const { and, or } = formatsOf('zh-CN');
  expect(or(['cto', 'ceo', 'security_team'])).toBe('cto、ceo 或 security_team');
  expect(and(['开发环境', '生产环境'])).toBe('开发环境和生产环境');
  expect(and(['<@U1>', '另外 2 人'])).toBe('<@U1> 和另外 2 人');
});
