import { describe, expect, it } from 'vitest';
import { rollbackReport } from '../../src/documents/rollback-report.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { Agreement } from '../../src/release/plan.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { type Happening, verdictsIn } from '../../src/release/verdicts.ts';
import { auditStory } from '../../src/views/audit-story.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { pageOf } from '../../src/views/page.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { showRelease } from '../../src/views/show.ts';
import { statusAnswer } from '../../src/views/status.ts';
import { chinese } from '../../src/words/chinese.ts';
import { english } from '../../src/words/english.ts';
import { textOf } from './read.ts';
import { ANA, agreement, BEN, HANA, moments, NOON, planned, release, scene } from './sample-releases.ts';

const plan: Agreement = agreement();
const asked: ReleaseEvent = { type: 'OverrideAsked', by: ANA, reason: 'customers cannot pay', asks: [HANA] };
const granted: ReleaseEvent = {
  type: 'OverrideGranted',
  by: HANA,
  groups: ['cto'],
  reason: 'losing orders',
  digest: plan.digest,
};
const skipped: ReleaseEvent = {
  type: 'GatesSkipped',
  by: BEN,
  reason: 'the scanner is down',
  gates: ['vulnerabilities', 'tests'],
};
const marked = (events: readonly ReleaseEvent[]): ReleaseEvent[] => [asked, granted, skipped, ...events];

const EMERGENCY = `Emergency override by <@${HANA}>, asked by <@${ANA}>: losing orders.`;
const GATES = `Gates skipped by <@${BEN}>: the scanner is down.`;

const stories = Object.entries(moments(plan)).filter(([, events]) =>
  events.every(({ type }) => type !== 'ApprovalsVoided' && type !== 'PlanRevised'),
);

describe('every later message of a release that was overridden and whose gates were skipped says so', () => {
  it.each(stories)('notices of one that is %s, in every place', (_, events) => {
    const all = marked(events);
    const from = 4;
    for (let at = from; at <= all.length; at += 1) {
      const event = all[at - 1] as ReleaseEvent;
      const after = release(all.slice(0, at), plan);
      for (const { kind } of noticesOf(event, after)) {
        for (const place of ['channel', 'thread', 'person'] as const) {
          const told = noticeMessage(kind, event, after, {
            place,
            words: english,
            now: NOON,
            scene: scene(),
          });
          for (const mark of [EMERGENCY, GATES]) {
            expect(told.text).toContain(mark);
            expect(textOf(told.blocks)).toContain(mark);
          }
        }
      }
      expect(JSON.stringify(pageOf(event, after, english).details)).toContain('losing orders');
    }
  });

  it.each(stories)('card, status, show and story of one that is %s', (_, events) => {
    const after = release(marked(events), plan);
    const history = [planned(plan), ...marked(events)].map(event => ({ at: NOON, actor: ANA, event }));
    const reader = { person: BEN, groups: [], roles: [] };
    for (const { text, blocks } of [
      releaseCard(after, scene()),
      statusAnswer(after, scene(), reader),
      showRelease(after, history, scene()),
      auditStory(after, history, { page: 1, proof: { tamperedAt: null, seal: null } }, english),
    ]) {
      for (const mark of [EMERGENCY, GATES]) {
        expect(text).toContain(mark);
        expect(textOf(blocks)).toContain(mark);
      }
    }
  });

  it('the rollback report, too', () => {
    const events = marked(moments(plan)['rolled-back'] ?? []);
    const history: Happening[] = [planned(plan), ...events].map(event => ({ at: NOON, event }));
    expect(verdictsIn(history)).not.toEqual([]);
    const report = rollbackReport({
      release: release(events, plan),
      history,
      lane: scene().lane,
      now: NOON,
      words: english,
    });
    expect(report).toContain('Emergency override by');
    expect(report).toContain('losing orders');
    expect(report).toContain('the scanner is down');
  });

  it('in Chinese as well', () => {
    const told = releaseCard(release(marked([]), plan), scene({ words: chinese }));
    expect(told.text).toContain(`<@${HANA}> 紧急放行`);
    expect(told.text).toContain(`<@${BEN}> 跳过了门禁`);
  });

  it('and no other release says so', () => {
    expect(releaseCard(release([asked], plan), scene()).text).not.toContain('Emergency override by');
    expect(releaseCard(release([], plan), scene()).text).not.toContain('skipped');
  });
});
