import { describe, expect, it } from 'vitest';
import type { NoticeKind } from '../../src/release/notices.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import { parseButtonValue } from '../../src/views/button-value.ts';
import { type NoticeContext, noticeMessage } from '../../src/views/notice.ts';
import { pageOf } from '../../src/views/page.ts';
import { english } from '../../src/words/english.ts';
import { buttonsOf, deedsOf, textOf } from './read.ts';
import {
  ANA,
  agreement,
  at,
  BEN,
  ELIF,
  finding,
  HANA,
  moments,
  NOON,
  release,
  scene,
} from './sample-releases.ts';

/** The last event of the kind in a moment, with the release as it was right after it. */
function told(moment: string, kind: NoticeKind, more: Partial<NoticeContext> = {}) {
  const events = moments(agreement())[moment] ?? [];
  const index = events.findLastIndex(event => event.type === kind);
  const event = events[index] as ReleaseEvent;
  const after = release(events.slice(0, index + 1));
  const context: NoticeContext = { place: 'channel', words: english, now: NOON, scene: scene(), ...more };
  return noticeMessage(kind, event, after, context);
}

const read = (...asked: Parameters<typeof told>) => textOf(told(...asked).blocks);

describe('an approval', () => {
  it('in the thread says who is needed now', () => {
    expect(read('approving, two of three in', 'ApprovalGiven', { place: 'thread' })).toContain(
      `Waiting for 1 of 3 approvals: anyone of security_team (<@${ELIF}> or <@${HANA}>).`,
    );
  });

  it('that was the last one says so and asks for nobody', () => {
    expect(read('polling', 'ApprovalGiven', { place: 'thread' })).toBe(
      `✅ <@${ELIF}> approved for security_team.\n3 approvals are in: all that were needed.`,
    );
  });
});

describe('a hotfix that has to wait for another release', () => {
  const agreed = agreement({ plan: { ...agreement().plan, type: 'hotfix' } });
  const events = moments(agreed).queued ?? [];
  const goingOut = {
    ...scene().lane,
    holder: 'checkout-1.3.9-x',
    current: { release: 'checkout-1.3.9-x', version: '1.3.9' },
    good: ['1.3.2'],
  };
  const asked = (lane = goingOut) => {
    const context: NoticeContext = { place: 'person', words: english, now: NOON, scene: scene({ lane }) };
    return noticeMessage('Queued', events.at(-1) as ReleaseEvent, release(events, agreed), context).blocks;
  };

  it('asks whether to roll that one back, and offers to', () => {
    expect(textOf(asked())).toContain('Roll that back to make way now, or wait until it is done?');
    const [button, ...others] = buttonsOf(asked());
    expect(others).toEqual([]);
    expect(button).toMatchObject({ action_id: 'rollback-now', text: { text: 'Roll back 1.3.9' } });
    expect(parseButtonValue(String(button?.value))).toMatchObject({ r: 'checkout-1.3.9-x' });
    expect(JSON.stringify(button?.confirm)).toContain('1.3.2');
  });

  it('is told that one by its name', () => {
    expect(textOf(asked())).toContain('it is next behind checkout 1.3.9 → production.');
  });

  it('offers nothing while that one has changed nothing', () => {
    expect(buttonsOf(asked({ ...goingOut, current: { release: 'older', version: '1.3.2' } }))).toEqual([]);
  });
});

it('a poll is opened loudly, with the votes and the buttons', () => {
  const { blocks } = told('polling', 'PollOpened');
  expect(blocks[0]?.type).toBe('header');
  expect(textOf(blocks)).toContain('Go/No-Go: checkout 1.4.0 → production');
  expect(textOf(blocks)).toContain(`• operations: <@${HANA}>`);
  expect(deedsOf(blocks)).toEqual(['go', 'no-go']);
});

it('a rollback is told loudly, with what was seen and that nobody needs to act', () => {
  const text = read('rolling-back', 'RollbackStarted');
  expect(text).toContain('⏪ Rolling back: checkout 1.4.0 → production');
  expect(text).toContain('1.4.0 → 1.3.2 (immediate), started automatically: the migration is untested.');
  expect(text).toContain('540 requests in 10 min');
  expect(text).toContain('25% of the traffic was on the bad version.');
});

describe('an emergency says who leads and when there is more to read', () => {
  /** Whoever leads it has said when there is more. */
  const promised = release((moments(agreement())['incident that somebody has'] ?? []).slice(0, -1));
  const started = moments(agreement())['rolling-back']?.findLast(({ type }) => type === 'RollbackStarted');
  const read = (
    kind: NoticeKind,
    event: ReleaseEvent,
    of: Release,
    place: NoticeContext['place'] = 'channel',
  ) => textOf(noticeMessage(kind, event, of, { place, words: english, now: NOON, scene: scene() }).blocks);

  it('the owner until somebody has the incident, then the incident commander', () => {
    expect(told('rolling-back', 'RollbackStarted').blocks.map(block => textOf([block]))).toContain(
      `Incident commander: nobody yet; until then <@${ANA}>, the owner. Next update as soon as anything changes.`,
    );
    expect(read('RollbackStarted', started as ReleaseEvent, promised)).toContain(
      `Incident commander: <@${BEN}>. Next update by `,
    );
  });

  it('also where it failed or a person has to look, and nowhere else', () => {
    const failed: ReleaseEvent = { type: 'ReleaseFailed', step: 'install', why: 'no space left' };
    expect(read('ReleaseFailed', failed, at('failed'))).toContain('Incident commander: ');
    expect(read('ReleaseFailed', failed, at('failed'), 'thread')).not.toContain('Incident commander: ');
    const fired: ReleaseEvent = { type: 'TriggerFired', finding };
    const notified: ReleaseEvent = { type: 'TriggerFired', finding: { ...finding, action: 'notify' } };
    expect(read('TriggerFired', fired, at('deploying'))).toContain('Incident commander: ');
    expect(read('TriggerFired', notified, at('deploying'))).not.toContain('Incident commander: ');
  });
});

it('what belongs to the thread has neither a title nor buttons', () => {
  const { blocks } = told('rejected', 'ReleaseRejected', { place: 'thread' });
  expect(blocks).toHaveLength(1);
  expect(textOf(blocks)).toBe(
    `⛔ <@${BEN}> rejected it: the migration is untested. \`/release edit\` asks again, \`/release abort\` ends it.`,
  );
});

it('a direct message names the release, says what to do and links the card', () => {
  const { text, blocks } = told('ready', 'ReleaseReady', {
    place: 'person',
    card: 'https://acme.slack.com/p1',
  });
  expect(text).toBe(
    `checkout 1.4.0 → production: Everything is in place. <@${ANA}>, press Deploy or use \`/release deploy\`.`,
  );
  expect(deedsOf(blocks)).toEqual(['deploy']);
  expect(textOf(blocks)).toContain('<https://acme.slack.com/p1|Open the card>');
});

it('a link that is no web address is left out', () => {
  expect(read('ready', 'ReleaseReady', { place: 'person', card: 'javascript:alert(1)' })).not.toContain(
    'card',
  );
});

it('a first version that needs a decision is not offered a rollback', () => {
  const asked: ReleaseEvent = { type: 'DecisionAsked', why: 'inconclusive', evidence: null };
  const context: NoticeContext = { place: 'channel', words: english, now: NOON };
  const { blocks, text } = noticeMessage('DecisionAsked', asked, at('deploying a first version'), context);
  expect(deedsOf(blocks)).toEqual(['promote']);
  expect(text).toContain('Abort leaves it as it is');
});

it('a phase that passed shows the numbers beside those of the version before, and what comes next', () => {
  const evidence = {
    verdict: 'pass',
    requests: 4200,
    errorPercent: 0.1,
    baselineErrorPercent: 0.12,
    p95: 0.12,
    baselineP95: 0.118,
  } as const;
  const event: ReleaseEvent = {
    type: 'PhaseCompleted',
    step: 'traffic-25',
    percent: 25,
    evidence,
    promotedBy: null,
  };
  expect(english.events.PhaseCompleted(event, at('deploying'))).toBe(
    'Phase 25% passed: 4,200 requests, errors 0.1% (beside it 0.12%), P95 120 ms (beside it 118 ms). Next: 100%.',
  );
});

it('a trigger tells its numbers in the unit of its condition', () => {
  const text = english.events.TriggerFired({ type: 'TriggerFired', finding }, at('deploying'));
  expect(text).toBe(
    'error rate above 10 %: seen 12.5%, limit 10%, 0.2% on the version beside it (540 requests in 10 min). This rolls back.',
  );
});

it('a phase that missed what it has to show says so, with the numbers', () => {
  const missed = [
    { measure: { kind: 'latency', quantile: 0.95 }, is: 'below', limit: 0.2, seen: 0.31 } as const,
  ];
  const seen = { verdict: 'fail', requests: 4200, errorPercent: 0.05, baselineErrorPercent: null } as const;
  const event = {
    type: 'DecisionAsked',
    why: 'fail',
    evidence: { ...seen, p95: 0.31, baselineP95: null, missed },
  } as const;
  const text = english.events.DecisionAsked(event, at('deploying'));
  expect(text).toMatch(/this phase did not show what it has to \(.*P95 310 ms \(must be below 200 ms\)\)/);
  expect(
    english.events.DecisionAsked({ ...event, evidence: { ...event.evidence, missed: [] } }, at('deploying')),
  ).toMatch(/it looks bad/);
});

it('a trigger after completion says that nothing goes back by itself, and brings the button', () => {
  const event = { type: 'TriggerFired', finding } as const;
  const said = noticeMessage('TriggerFired', event, at('completed, then bad'), {
    place: 'channel',
    words: english,
    now: NOON,
  });
  expect(said.text).toMatch(/Roll back takes it back; nothing does so by itself any more/);
  expect(JSON.stringify(said.blocks)).toContain('"action_id":"rollback-now"');
});

describe('an incident that nobody has', () => {
  const opened = (answered: boolean, more: Partial<NoticeContext> = {}) => {
    const moment = Object.entries(moments(agreement())).find(([, events]) =>
      events.some(({ type }) => type === 'IncidentOpened'),
    );
    const [, events = []] = moment ?? [];
    const until = events.findIndex(({ type }) => type === 'IncidentOpened') + 1;
    const event = events[until - 1] as ReleaseEvent;
    const ack = { type: 'IncidentAcknowledged', responder: { via: 'slack', person: BEN } } as const;
    const after = release([...events.slice(0, until), ...(answered ? [ack] : [])]);
    const context: NoticeContext = { place: 'channel', words: english, now: NOON, scene: scene(), ...more };
    return textOf(noticeMessage('IncidentOpened', event, after, context).blocks);
  };

  it('says when more people hear of it', () => {
    expect(opened(false)).toMatch(/If nobody answers, the next in line are told <!date/);
    expect(opened(true)).not.toMatch(/If nobody answers/);
  });

  it('says so where nothing pages', () => {
    expect(opened(false, { paged: false })).toMatch(/PagerDuty is not set up, so nobody was paged/);
    expect(opened(false, { paged: true })).not.toMatch(/PagerDuty/);
  });
});

describe('whoever is on call', () => {
  const page = (moment: string, event: ReleaseEvent) => pageOf(event, at(moment), english);

  it('reads what, where and how bad, without markup', () => {
    const read = page('rolling-back in trouble', { type: 'RollbackTroubled', why: 'the target is *away*' });
    expect(read.severity).toBe('critical');
    expect(read.summary).toMatch(/^checkout 1\.4\.0 → production: The rollback is in trouble/);
    expect(read.details).toMatchObject({
      environment: 'production',
      version: '1.4.0',
      'version before': '1.3.2',
    });
    expect(JSON.stringify(read)).not.toMatch(/<[@!]|\*/);
  });

  it('reads that lost metrics are less bad than a rollback that does not work', () => {
    expect(page('deploying', { type: 'MetricsLost', why: 'x' }).severity).toBe('warning');
  });
});

describe('everybody who is there', () => {
  const here = ['ReleaseFailed'] as const;
  const notices = { places: {}, lists: [], here, leadTimes: [], statusEveryMs: null };
  const saidIn = (
    environment: 'production' | 'staging',
    place: NoticeContext['place'],
    more: Partial<NoticeContext> = {},
  ) => {
    const base = agreement();
    const agreed = { ...base, plan: { ...base.plan, environment }, terms: { ...base.terms, notices } };
    const events = moments(agreed).failed ?? [];
    const event = events.findLast(({ type }) => type === 'ReleaseFailed') as ReleaseEvent;
    return noticeMessage('ReleaseFailed', event, release(events, agreed), {
      place,
      words: english,
      now: NOON,
      scene: scene(),
      ...more,
    });
  };

  it('is called by the kinds the policy names, in the channel and in production', () => {
    const { text, blocks } = saidIn('production', 'channel');
    expect(text).toContain('<!here>');
    expect(textOf(blocks)).toContain('<!here> “');
  });

  it('is called nowhere else', () => {
    for (const [environment, place] of [
      ['staging', 'channel'],
      ['production', 'person'],
      ['production', 'thread'],
    ] as const)
      expect(JSON.stringify(saidIn(environment, place))).not.toContain('<!here>');
    expect(JSON.stringify(saidIn('production', 'channel', { elsewhere: true }))).not.toContain('<!here>');
  });
});
