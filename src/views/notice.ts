import type { KnownBlock } from '@slack/types';
import { accountOf } from '../documents/rollback-account.ts';
import { missingIn } from '../release/approvals.ts';
import { isEmergency, type NoticeKind } from '../release/notices.ts';
import type { QuestionEnd } from '../release/question-end.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import { type Happening, isVerdict } from '../release/verdicts.ts';
import { sayEvent } from '../words/event-words.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { waitingForApprovals } from './approvals-part.ts';
import { actions, context, header, section } from './blocks.ts';
import { asksForLead, chargePart } from './charge-part.ts';
import { ALARM, EMERGENCY, NO, PAUSED, STATUS_ICONS, WARNING, YES } from './icons.ts';
import { alarmPart, isAlarm } from './incident-part.ts';
import { lineSections } from './lines.ts';
import { marked } from './marks.ts';
import { type Message, message } from './message.ts';
import { buttonsOf } from './notice-buttons.ts';
import { voterLines, votesCast } from './poll-part.ts';
import { lackingLines } from './readiness-part.ts';
import { shortReport } from './rollback-report.ts';
import type { Scene } from './scene.ts';
import { explanation, verdictHeadline, whyButton } from './verdict.ts';

/** What a notice asked for is over: how that ended, and how the release is now. */
export interface Over {
  end: QuestionEnd;
  present: Release;
}

export interface NoticeContext {
  /** The channel itself, the thread of the card, the war room, or a direct message. */
  place: 'channel' | 'thread' | 'room' | 'person';
  words: Words;
  now: number;
  /** When the event happened, and everything up to it; without them nothing is explained. */
  at?: number;
  history?: readonly Happening[];
  /** Who is missing is named from here where it is known. */
  scene?: Scene;
  /** False: there is nothing that pages. */
  paged?: boolean;
  /** Another channel than that of the release: nobody there is called, and the card is linked. */
  elsewhere?: boolean;
  /** Link to the card. */
  card?: string;
  /** They put it off and are reminded as they wished. */
  again?: boolean;
  /** It stands there, and is edited. */
  over?: Over;
}

/** What people are told of an event; `release` is the state after it. */
export const noticeMessage = (
  kind: NoticeKind,
  event: ReleaseEvent,
  release: Release,
  more: NoticeContext,
): Message => marked(ordinarily(kind, event, release, more), release, more.words);

function ordinarily(kind: NoticeKind, event: ReleaseEvent, release: Release, more: NoticeContext): Message {
  const { words, place } = more;
  const title = words.card.title(release.plan);
  const said = [sayEvent(event, release, words), ...whoIsNext(event, release, more)].join('\n');
  const asWished = more.again ? `${words.notices.again} ` : '';
  const says = `${asWished}${said}`;
  if (place === 'thread')
    return message(`${iconOf(event, release)} ${says}`, inThread(says, event, release, more));
  const headline = words.notices.headlines[kind];
  const here = !more.elsewhere && callsEverybody(kind, release, place) ? '<!here> ' : '';
  const { labelled } = words.formats;
  const over = more.over ? words.notices.over(more.over.end) : null;
  const text = `${here}${labelled(escapeText(title), says)}${over === null ? '' : ` ${over}`}`;
  const why = isVerdict(event) ? [whyButton(release, words)] : [];
  const buttons = [...buttonsOf(kind, release, more), ...why];
  // In its own room what asks for nobody needs no title.
  if (place === 'room' && !headline && buttons.length === why.length)
    return message(`${iconOf(event, release)} ${says}`, inThread(says, event, release, more));
  const repeats = (block: KnownBlock) => block.type === 'section' && block.text?.text.endsWith(says) === true;
  return message(text, [
    ...(headline
      ? [header(`${iconOf(event, release)} ${labelled(headline, title)}`), section(`${here}${says}`)]
      : place === 'room' && isVerdict(event)
        ? []
        : [section(`${iconOf(event, release)} ${here}*${escapeText(title)}*\n${says}`)]),
    ...(place === 'room'
      ? inThread(says, event, release, more).filter(block => !repeats(block) && block.type !== 'actions')
      : []),
    ...details(event, release, more),
    ...(over === null ? [] : [context(over)]),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
    ...cardLink(more),
  ]);
}

/** Emergencies alone, by the policy, and only where customers feel them. */
const callsEverybody = (kind: NoticeKind, { plan, terms }: Release, place: NoticeContext['place']): boolean =>
  isEmergency(kind) &&
  place === 'channel' &&
  plan.environment === 'production' &&
  (terms.notices?.here.includes(kind) ?? false);

/** The detail: why a verdict fell, and what came of a rollback. */
function inThread(says: string, event: ReleaseEvent, release: Release, more: NoticeContext): KnownBlock[] {
  const { words, at, history, now, scene } = more;
  const icon = iconOf(event, release);
  if (at !== undefined && isVerdict(event)) {
    return [
      section(`${icon} ${verdictHeadline(event, release, words)}`),
      section(explanation(release, event, at, words)),
    ];
  }
  const isEnd = event.type === 'RolledBack' || event.type === 'RollbackTakenOver';
  const account =
    isEnd && history && scene ? accountOf({ release, history, lane: scene.lane, now, words }) : null;
  return account ? shortReport(account) : [section(`${icon} ${says}`)];
}

/** A pause or lost metrics leave the status as it is, so the status's own icon would not tell. */
function iconOf(event: ReleaseEvent, release: Release): string {
  switch (event.type) {
    case 'OverrideAsked':
    case 'OverrideGranted':
      return EMERGENCY;
    case 'ReviewDone':
    case 'ReleaseAccepted':
    case 'ApprovalGiven':
      return YES;
    case 'VoteCast':
      return event.vote === 'go' ? YES : NO;
    case 'RolloutPaused':
      return PAUSED;
    case 'RolloutResumed':
      return '▶️';
    case 'AlertResolved':
      return YES;
    case 'PhaseCompleted':
      return YES;
    case 'IncidentOpened':
    case 'IncidentRaised':
    case 'IncidentEscalated':
    case 'IncidentUpdated':
    case 'UpdateOverdue':
      return ALARM;
    case 'IncidentAcknowledged':
    case 'IncidentResolved':
      return YES;
    case 'ReviewChased':
    case 'StepFailed':
    case 'StepUnclear':
    case 'DecisionAsked':
    case 'TriggerFired':
    case 'MetricsLost':
    case 'RollbackPartFailed':
    case 'RollbackTroubled':
    case 'ProblemReported':
    case 'ItemUnticked':
      return WARNING;
    default:
      return STATUS_ICONS[release.status];
  }
}

const ASKING: readonly ReleaseEvent['type'][] = [
  'PlanRevised',
  'ApprovalsVoided',
  'ApprovalGiven',
  'ApproversAsked',
  'ApproversReminded',
  'ApprovalsRunningOut',
  'ApprovalsExpired',
  'ApprovalsAskedAgain',
  'SeatsFilled',
  'SeatsWithdrawn',
];

/** After approvals were asked for or one came in: who is missing now. */
function whoIsNext(event: ReleaseEvent, release: Release, { scene, over }: NoticeContext): string[] {
  if (over) return [];
  if (event.type === 'PreparationStarted') return scene ? lackingLines(release, scene) : [];
  const asks = ASKING.includes(event.type);
  if (!asks || !scene || release.status !== 'approving') return [];
  const { approvals } = release;
  if (missingIn(release).seats > 0) return [waitingForApprovals(release, scene)];
  return event.type === 'ApprovalGiven' ? [scene.words.card.allApproved(approvals.given.length)] : [];
}

function details(
  event: ReleaseEvent,
  release: Release,
  { words, scene, paged, over }: NoticeContext,
): KnownBlock[] {
  if (event.type === 'PollOpened' && scene)
    return lineSections(
      over?.end.is === 'polled' ? votesCast(over.present, scene) : voterLines(release, scene),
    );
  if (isAlarm(event)) return over ? [] : alarmPart(release, words, paged);
  const charge = asksForLead(event) && !over ? chargePart(release, words) : [];
  if (event.type !== 'RollbackStarted') return charge;
  const { notices, finding, formats } = words;
  const seen = release.watch.finding;
  const traffic = release.rollout ? [notices.traffic(release.rollout.traffic)] : [];
  const evidence = seen
    ? [formats.labelled(`*${notices.watching}*`, finding(seen, release.terms.watch.triggers))]
    : [];
  return [section([...evidence, ...traffic, notices.waitFor].join('\n')), ...charge];
}

/** The permalink comes from Slack; anything that is no web address is left out. */
function cardLink({ card, place, words }: NoticeContext): KnownBlock[] {
  if (place === 'thread' || place === 'room' || !card || !/^https?:\/\/[^\s<>|]+$/.test(card)) return [];
  return [context(`<${card}|${words.notices.card}>`)];
}
