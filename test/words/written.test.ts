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

it('triggers that were given no name, and what tminus wrote of a lock, are read in Chinese', () => {
  const names = [
    ...anAgreement().terms.watch.triggers,
    ...anAgreement({ strategy: 'hybrid' }).terms.watch.triggers,
  ].map(({ name }) => name);
  expect(names.filter(name => !/[\u4e00-\u9fff]/.test(written(name)))).toEqual([]);
  expect(written('error rate above 10% over 10 min')).toBe('10 分钟内错误率高于 10%');
  expect(written('error rate above 0.5% over 1 min for 2 min')).toBe('1 分钟内错误率高于 0.5%，持续 2 分钟');
  expect(written('P95 above 3 × the running version over 15 min')).toBe('15 分钟内 P95 高于现行版本的 3 倍');
  expect(written('1.4.0 was rolled back: more errors than the version beside it')).toBe(
    '1.4.0 已被回滚：错误多于并行的版本',
  );
  expect(written('the rollback was taken over: the disk is full')).toBe('回滚已由人工接管：the disk is full');
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
