import { accountOf } from '../../src/documents/rollback-account.ts';
import { rollbackReport } from '../../src/documents/rollback-report.ts';
import type { LiveFigures } from '../../src/release/live-figures.ts';
import type { Agreement } from '../../src/release/plan.ts';
import { refuse } from '../../src/release/refusals.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import { type Happening, verdictsIn } from '../../src/release/verdicts.ts';
import type { RoomStanding } from '../../src/store/rooms.ts';
import { appHome } from '../../src/views/app-home.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { auditStory } from '../../src/views/audit-story.ts';
import { channelLostMessage } from '../../src/views/channel-lost.ts';
import { checklistAnswer } from '../../src/views/checklist.ts';
import { checklistModal } from '../../src/views/checklist-modal.ts';
import { dryRun } from '../../src/views/dry-run.ts';
import { incidentAnswer } from '../../src/views/incident-answer.ts';
import { reportModal, resolveModal, updateModal } from '../../src/views/incident-modals.ts';
import { releaseList, whichRelease } from '../../src/views/list.ts';
import { lockModal } from '../../src/views/lock-modal.ts';
import { menu } from '../../src/views/menu.ts';
import type { Message } from '../../src/views/message.ts';
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
import type { Words } from '../../src/words/words.ts';
import {
  ANA,
  agreement,
  BEN,
  laneAfter,
  longestAgreement,
  moments,
  NOON,
  planned,
  scene,
  shortestAgreement,
} from './sample-releases.ts';

export const EVIL = '<!channel> <@UEVIL> <https://evil.example|here> &lt;!here&gt; `*_~ \u202e';
export const reader: Reader = { person: BEN, groups: ['tech_leads'], roles: ['operations'] };
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
export const figures: LiveFigures = {
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
export const fullRoom: RoomStanding = {
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

export const cases = plans.flatMap(([size, plan, why]) =>
  Object.entries(moments(plan, why)).map(
    ([moment, events]) => [`${moment}, ${size}`, plan, events] as [string, Agreement, ReleaseEvent[]],
  ),
);

/** Everything that is posted about a release, in one language. */
export function messagesOf(it: Release, events: readonly ReleaseEvent[], words: Words): Message[] {
  const plain = scene({ words });
  const crowded = scene({
    words,
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
    channelLostMessage('C1', it, words),
    statusAnswer(it, crowded, reader),
    showRelease(it, history, plain),
    ...[1, 2].map(page =>
      auditStory(it, history, { page, proof: { tamperedAt: page === 1 ? null : 3, seal: null } }, words),
    ),
    showRelease(it, many(history).flat(), plain),
    stepOutput(it, 'install', { pages: outputPages(EVIL.repeat(400)), page: 2, isCut: true }, words),
    ...verdictsIn(history).map(given =>
      verdictAnswer(it, given, { others: many('25%'), hasChart: false }, words),
    ),
    ...reportsOf(it, history, words),
    menu(many({ release: it, scene: crowded }), { services: ['checkout'], words }, reader),
    menu([], { services: [], words }, reader),
    releaseList(many(row), words),
    releaseList([], words),
    whichRelease(many(row), 'approve', words),
    rollbackChoice(many(candidate), words),
    offerAbort(it, words),
    pastReturnChoice(it, pastReturn, {}, words),
    pastReturnChoice(it, { ...pastReturn, canRestore: false }, { to: '1.2.0' }, words),
    ...(it.incidents.last ? [incidentAnswer(it, it.incidents.last, history, words)] : []),
    checklistAnswer(it, plain),
    riskMatrix(it, words),
    riskMatrix(it, words).plainer,
    dryRun({
      agreement: it,
      refusal: { refusal: 'frozen', reason: EVIL, until: NOON },
      problems: [EVIL],
      lane: locked,
      now: NOON,
      words,
    }),
  ];
}

/** The report of a rollback, where there was one: in short, whole and plainer. */
function reportsOf(it: Release, history: readonly Happening[], words: Words): Message[] {
  const account = accountOf({ release: it, history, lane: locked, now: NOON, words });
  if (!account) return [];
  const { plainer, ...whole } = wholeReport(it, rollbackReport(account) ?? '', words);
  return [{ text: 'short', blocks: shortReport(account) }, whole, plainer];
}

export function draftOf({ plan, runbook }: Agreement, form: 'short' | 'full'): PlanDraft {
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

/** Every modal and the home tab about a release, in one language. */
export const viewsOf = (it: Release, words: Words) => [
  planModal(draftOf(it, 'short'), words),
  planModal(draftOf(it, 'full'), words),
  planSkeleton(draftOf(it, 'full'), words),
  approveModal(it, words),
  rejectModal(it, words),
  exceptModal(it, words),
  problemModal(it, words),
  checklistModal(it, scene({ words }), reader),
  noGoModal(it, words),
  abortModal(it, words),
  takeOverModal(it, words),
  lockModal(it.plan, words),
  reportModal(it, EVIL.repeat(60), words),
  updateModal(it, words),
  resolveModal(it, words),
  appHome(
    Array.from({ length: 60 }, () => ({ release: it, scene: scene({ lane: locked, words }) })),
    reader,
    words,
  ),
];
