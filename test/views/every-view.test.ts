import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import { problemsWithView } from '../../sandbox/workspace/view-rules.ts';
import { accountOf } from '../../src/documents/rollback-account.ts';
import { rollbackReport } from '../../src/documents/rollback-report.ts';
import { calendarMonth } from '../../src/release/calendar.ts';
import type { LiveFigures } from '../../src/release/live-figures.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { Agreement } from '../../src/release/plan.ts';
import { refuse } from '../../src/release/refusals.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import { type Happening, verdictsIn } from '../../src/release/verdicts.ts';
import type { RoomStanding } from '../../src/store/rooms.ts';
import { appHome } from '../../src/views/app-home.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { auditStory } from '../../src/views/audit-story.ts';
import { calendarView } from '../../src/views/calendar.ts';
import { channelLostMessage } from '../../src/views/channel-lost.ts';
import { checklistAnswer } from '../../src/views/checklist.ts';
import { checklistModal } from '../../src/views/checklist-modal.ts';
import { dryRun } from '../../src/views/dry-run.ts';
import { help } from '../../src/views/help.ts';
import { releaseList, whichRelease } from '../../src/views/list.ts';
import { lockModal } from '../../src/views/lock-modal.ts';
import { menu } from '../../src/views/menu.ts';
import type { Message } from '../../src/views/message.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { pageOf } from '../../src/views/page.ts';
import { pastReturnChoice } from '../../src/views/past-return-choice.ts';
import { type PlanDraft, planModal, planSkeleton } from '../../src/views/plan-modal.ts';
import {
  abortModal,
  exceptModal,
  noGoModal,
  problemModal,
  rejectModal,
  takeOverModal,
} from '../../src/views/reason-modals.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { riskMatrix } from '../../src/views/risk-matrix.ts';
import { offerAbort, rollbackChoice } from '../../src/views/rollback-choice.ts';
import { shortReport, wholeReport } from '../../src/views/rollback-report.ts';
import type { Reader } from '../../src/views/scene.ts';
import { outputPages, showRelease, stepOutput } from '../../src/views/show.ts';
import { statusAnswer } from '../../src/views/status.ts';
import { statusBoard } from '../../src/views/status-board.ts';
import { verdictAnswer } from '../../src/views/verdict.ts';
import { english } from '../../src/words/english.ts';
import { mrkdwnOf, tokensOf } from './read.ts';
import {
  ANA,
  agreement,
  BEN,
  laneAfter,
  longestAgreement,
  moments,
  NOON,
  planned,
  release,
  scene,
  shortestAgreement,
} from './sample-releases.ts';

const EVIL = '<!channel> <@UEVIL> <https://evil.example|here> &lt;!here&gt; `*_~ \u202e';
const reader: Reader = { person: BEN, groups: ['tech_leads'], roles: ['operations'] };
const locked = laneAfter({
  type: 'LaneLocked',
  by: BEN,
  reason: EVIL.repeat(40),
  until: null,
  release: null,
});
const pastReturn = refuse('past-return', {
  step: EVIL.repeat(40),
  because: EVIL.repeat(40),
  canRestore: true,
});
const figures: LiveFigures = {
  at: NOON,
  overMs: 60_000,
  requests: 12_345,
  errorPercent: 1.25,
  baselineErrorPercent: 0.1,
  p95: 0.48,
  baselineP95: 0.31,
  problem: null,
};
const ROOM_STATES = ['wanted', 'open', 'refused', 'lost', 'archived'] as const;
const fullRoom: RoomStanding = {
  state: 'open',
  channel: 'C1',
  problem: EVIL,
  wantedAt: NOON,
  uninvited: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`UOUT${n}`, 'cant_invite'])),
};
const crowd = Array.from({ length: 300 }, (_, n) => `UCROWD${n}`);

const plans: [string, Agreement, string][] = [
  ['the shortest plan', shortestAgreement(), ''],
  ['an ordinary plan', agreement(), 'the migration is untested'],
  ['the longest plan', longestAgreement(), EVIL.repeat(60)],
];

const cases = plans.flatMap(([size, plan, why]) =>
  Object.entries(moments(plan, why)).map(
    ([moment, events]) => [`${moment}, ${size}`, plan, events] as [string, Agreement, ReleaseEvent[]],
  ),
);

/** Everything that is posted about a release. */
function messagesOf(it: Release, events: readonly ReleaseEvent[]): Message[] {
  const plain = scene();
  const crowded = scene({
    lane: locked,
    members: { tech_leads: crowd, product_owners: [], security_team: crowd },
    roles: {},
  });
  const row = { ...it.plan, id: it.id, status: it.status, live: true, updatedAt: NOON };
  const candidate = { release: it, from: it.plan.version, to: '1.3.2' };
  const history = [planned(it), ...events].map(event => ({ at: NOON, actor: ANA, event }));
  const many = <T>(one: T) => Array.from({ length: 60 }, () => one);
  return [
    releaseCard(it, plain),
    releaseCard(it, crowded),
    ...[true, false].map(plan => statusBoard(it, plain, { plan })),
    ...[true, false].map(plan => statusBoard(it, { ...crowded, room: fullRoom, figures }, { plan })),
    ...ROOM_STATES.map(state => releaseCard(it, { ...plain, room: { ...fullRoom, state } })),
    channelLostMessage('C1', it, english),
    statusAnswer(it, crowded, reader),
    showRelease(it, history, plain),
    ...[1, 2].map(page =>
      auditStory(it, history, { page, proof: { tamperedAt: page === 1 ? null : 3, seal: null } }, english),
    ),
    showRelease(it, many(history).flat(), plain),
    stepOutput(it, 'install', { pages: outputPages(EVIL.repeat(400)), page: 2, isCut: true }, english),
    ...verdictsIn(history).map(given =>
      verdictAnswer(it, given, { others: many('25%'), hasChart: false }, english),
    ),
    ...reportsOf(it, history),
    menu(many({ release: it, scene: crowded }), { services: ['checkout'], words: english }, reader),
    menu([], { services: [], words: english }, reader),
    releaseList(many(row), english),
    releaseList([], english),
    whichRelease(many(row), 'approve', english),
    rollbackChoice(many(candidate), english),
    offerAbort(it, english),
    pastReturnChoice(it, pastReturn, {}, english),
    pastReturnChoice(it, { ...pastReturn, canRestore: false }, { to: '1.2.0' }, english),
    checklistAnswer(it, plain),
    riskMatrix(it, english),
    riskMatrix(it, english).plainer,
    dryRun({
      agreement: it,
      refusal: { refusal: 'frozen', reason: EVIL, until: NOON },
      problems: [EVIL],
      lane: locked,
      now: NOON,
      words: english,
    }),
  ];
}

/** The report of a rollback, where there was one: in short, whole and plainer. */
function reportsOf(it: Release, history: readonly Happening[]): Message[] {
  const account = accountOf({ release: it, history, lane: locked, now: NOON, words: english });
  if (!account) return [];
  const { plainer, ...whole } = wholeReport(it, rollbackReport(account) ?? '', english);
  return [{ text: 'short', blocks: shortReport(account) }, whole, plainer];
}

function draftOf({ plan, runbook }: Agreement, form: 'short' | 'full'): PlanDraft {
  return {
    ...plan,
    texts: plan,
    strategy: runbook.strategy,
    form,
    required: ['goal', 'window'],
    problems: [EVIL],
    refusal: refuse('not-a-version', { found: EVIL }),
    purpose: 'edit',
    metadata: '{}',
  };
}

const viewsOf = (it: Release) => [
  planModal(draftOf(it, 'short'), english),
  planModal(draftOf(it, 'full'), english),
  planSkeleton(draftOf(it, 'full'), english),
  approveModal(it, english),
  rejectModal(it, english),
  exceptModal(it, english),
  problemModal(it, english),
  checklistModal(it, scene(), reader),
  noGoModal(it, english),
  abortModal(it, english),
  takeOverModal(it, english),
  lockModal(it.plan, english),
  appHome(
    Array.from({ length: 60 }, () => ({ release: it, scene: scene({ lane: locked }) })),
    reader,
    english,
  ),
];

const problemsWithMessage = ({ text, blocks }: Message): string[] => [
  ...problemsWithBlocks(blocks, 'message'),
  ...(text.trim() ? [] : ['text is empty']),
  ...(text.length > 4000 ? ['text is too long for chat.update'] : []),
];

const injected = (blocks: readonly KnownBlock[]) =>
  mrkdwnOf(blocks)
    .flatMap(tokensOf)
    .concat(mrkdwnOf(blocks).filter(text => /UEVIL>|\u202e/.test(text)));

describe.each(cases)('%s', (_, plan, events) => {
  const it_ = release(events, plan);

  it('is shown in messages that Slack takes', () => {
    expect(messagesOf(it_, events).flatMap(problemsWithMessage)).toEqual([]);
  });

  it('is shown in modals and a home tab that Slack takes', () => {
    expect(viewsOf(it_).flatMap(problemsWithView)).toEqual([]);
  });

  it('never lets what people wrote become a mention or a link', () => {
    const blocks = [...messagesOf(it_, events), ...viewsOf(it_)].map(view => view.blocks as KnownBlock[]);
    expect(blocks.flatMap(injected)).toEqual([]);
    expect(messagesOf(it_, events).flatMap(({ text }) => tokensOf(text))).toEqual([]);
  });

  it('is told in notices and pages that fit, at every event', () => {
    for (const [index, event] of events.entries()) {
      const after = release(events.slice(0, index + 1), plan);
      for (const { kind, to } of noticesOf(event, after)) {
        if ('paging' in to) {
          expect(pageOf(event, after, english).summary).not.toBe('');
          continue;
        }
        const place = 'thread' in to ? 'thread' : 'person' in to ? 'person' : 'channel';
        const past = [planned(plan), ...events.slice(0, index + 1)].map(one => ({ at: NOON, event: one }));
        const about = { place, words: english, now: NOON, at: NOON, history: past, scene: scene() } as const;
        const told = noticeMessage(kind, event, after, about);
        expect(problemsWithMessage(told)).toEqual([]);
        expect(injected(told.blocks)).toEqual([]);
      }
    }
  });
});

it('the help fits, as a whole and for each command', () => {
  const topics = [
    undefined,
    'nonsense <!channel>',
    ...english.help.groups.flatMap(g => g.entries.map(e => e.topic)),
  ];
  for (const topic of topics) {
    const shown = topic === undefined ? help(english) : help(english, topic);
    expect(problemsWithMessage(shown)).toEqual([]);
    expect(injected(shown.blocks)).toEqual([]);
  }
});

it('a plan with any text in any place is shown within the limits and injects nothing', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 4000, unit: 'binary' }),
    fc
      .array(fc.constantFrom('<', '>', '&', '|', '`', '\n', '<!here>', '<@UEVIL>', '🚀', 'x'.repeat(500)), {
        maxLength: 30,
      })
      .map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, fc.constantFrom(...Object.keys(moments(agreement()))), (written, why, moment) => {
      const plan = longestAgreement(written);
      const events = moments(plan, why)[moment] ?? [];
      const it = release(events, plan);
      const views = [
        releaseCard(it, scene()),
        showRelease(it, [], scene()),
        statusAnswer(it, scene(), reader),
      ];
      expect(views.flatMap(problemsWithMessage)).toEqual([]);
      expect(views.flatMap(({ blocks }) => injected(blocks))).toEqual([]);
      expect(problemsWithView(planModal(draftOf(plan, 'full'), english))).toEqual([]);
      expect(problemsWithView(approveModal(it, english))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('the calendar fits, however much there is in a month and whatever was written', () => {
  const one = {
    id: 'checkout-1.4.0-abcdef',
    service: 'checkout',
    environment: 'production' as const,
    version: '1.4.0',
    type: 'minor' as const,
    status: 'completed',
    plannedFor: '2027-12-24',
    startAt: null,
    startedAt: null,
    endedAt: null,
  };
  const freeze = {
    reason: EVIL.repeat(40),
    from: Date.UTC(2027, 11, 1),
    until: Date.UTC(2028, 0, 1),
    services: ['checkout'],
    environments: ['production' as const],
    by: BEN,
  };
  const freezes = Array.from({ length: 60 }, (_, n) => ({ ...freeze, id: `f${n}` }));
  const releases = Array.from({ length: 300 }, () => one);
  for (const [some, all] of [
    [[], []],
    [releases, freezes],
  ] as const) {
    const organisation = { streamVersion: 1, freezes: [...all], delegations: [] };
    const month = calendarMonth('2027-12', 'Europe/Berlin', some, organisation, {
      service: null,
      environment: null,
    });
    const shown = calendarView(month, english);
    expect(problemsWithMessage(shown)).toEqual([]);
    expect(injected(shown.blocks)).toEqual([]);
  }
});
