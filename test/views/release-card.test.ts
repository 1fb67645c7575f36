import { describe, expect, it } from 'vitest';
import { releaseCard } from '../../src/views/release-card.ts';
import type { Scene } from '../../src/views/scene.ts';
import { buttonsOf, deedsOf, textOf } from './read.ts';
import {
  ANA,
  agreement,
  at,
  BEN,
  CHLOE,
  ELIF,
  HANA,
  laneAfter,
  longestAgreement,
  NOON,
  release,
  scene,
} from './sample-releases.ts';

const card = (moment: string, more: Partial<Scene> = {}) => releaseCard(at(moment), scene(more));
const read = (moment: string, more: Partial<Scene> = {}) => textOf(card(moment, more).blocks);

describe('the buttons', () => {
  it.each([
    ['approving', 'approve reject edit abort show'],
    ['rejected', 'edit abort show'],
    ['preparing', 'edit abort show'],
    ['polling', 'go no-go edit abort show'],
    ['held by a NO-GO', 'reopen edit abort show'],
    ['held at the start', 'deploy edit abort show'],
    ['ready', 'deploy edit abort show'],
    ['queued', 'edit abort show'],
    ['starting', 'abort show'],
    ['deploying', 'pause promote rollback-now show'],
    ['deploying, paused', 'resume promote rollback-now show'],
    ['deploying, unclear', 'retry pause abort show'],
    ['deploying a first version', 'pause promote abort show'],
    ['failed', 'retry edit abort show'],
    ['rolling-back', 'take-over show'],
    ['completed', 'rollback-now show'],
    ['rolled-back', 'show'],
    ['taken-over', 'show'],
    ['aborted', 'show'],
  ])('of a release %s are %s', (moment, deeds) => {
    expect(deedsOf(card(moment).blocks).join(' ')).toBe(deeds);
  });

  it('carry the release and what it looked like', () => {
    for (const button of buttonsOf(card('approving').blocks)) {
      expect(JSON.parse(String(button.value))).toEqual({ r: 'checkout-1.4.0-k3x', d: 'abcdef0123456789' });
    }
  });

  it('that cannot be taken back ask first', () => {
    const asking = buttonsOf(card('deploying').blocks).filter(button => button.confirm);
    expect(asking.map(button => button.action_id)).toEqual(['promote', 'rollback-now']);
    expect(JSON.stringify(asking[1]?.confirm)).toContain('Roll back to 1.3.2?');
  });

  it('offer to unlock where a rollback has locked', () => {
    const lane = laneAfter({ type: 'LaneLocked', by: 'tminus', reason: 'bad', until: null, release: null });
    expect(deedsOf(card('rolled-back', { lane }).blocks)).toEqual(['unlock', 'show']);
  });

  it('do not offer a rollback once something newer went out', () => {
    const lane = laneAfter({ type: 'VersionGoingOut', release: 'newer', version: '1.5.0', from: '1.4.0' });
    expect(deedsOf(card('completed', { lane }).blocks)).toEqual(['show']);
  });
});

describe('a release waiting for approvals', () => {
  it('says who approved, who is missing by group and name, until when, and why', () => {
    const text = read('approving, two of three in');
    expect(text).toContain('Waiting for 1 of 3 approvals.');
    expect(text).toContain(`✅ <@${BEN}> for tech_leads`);
    expect(text).toContain(`⚪ anyone of security_team (<@${ELIF}> or <@${HANA}>)`);
    expect(text).toMatch(/Approvers have 2 days: until <!date\^\d+\^/);
    expect(text).toContain('A minor release to production needs 3 approvals');
    expect(text).toContain('security_team must be among them');
  });

  it('says the same in its plain text', () => {
    expect(card('approving, two of three in').text).toBe(
      `checkout 1.4.0 → production (minor): Waiting for approvals. Waiting for 1 of 3 approvals: anyone of security_team (<@${ELIF}> or <@${HANA}>).`,
    );
  });

  it('never names whoever asked, owns it or has approved already', () => {
    const text = read('approving, two of three in', { members: { security_team: [ANA, BEN, ELIF] } });
    expect(text).toContain(`anyone of security_team (<@${ELIF}>)`);
  });

  it('asks for a further seat only where somebody is left who is not asked already', () => {
    const text = read('approving', {
      members: { security_team: [ELIF], tech_leads: [BEN], product_owners: [ANA] },
    });
    expect(text).toContain(`⚪ anyone of security_team (<@${ELIF}>)\n`);
    expect(text).toContain(`⚪ 2 more of tech_leads (<@${BEN}>)\n`);
  });

  it('says so when nobody of a mandatory group is left', () => {
    const text = read('approving', { members: { security_team: [ANA] } });
    expect(text).toContain('security_team, where nobody is left who may approve');
  });

  it('names the group alone when its members could not be read', () => {
    expect(read('approving', { members: {} })).toContain('⚪ anyone of security_team\n');
  });

  it('counts as many open seats as the mandatory groups really need', () => {
    const plan = agreement();
    const rule = { required: 1, groups: [], mandatory: ['security_team', 'cto'], expireAfterMs: 1 };
    const it_ = release([], { ...plan, terms: { ...plan.terms, approvals: rule } });
    const apart = { security_team: [ELIF], cto: [HANA] };
    expect(textOf(releaseCard(it_, scene({ members: apart })).blocks)).toContain(
      'Waiting for 2 of 2 approvals',
    );
    const both = { security_team: [ELIF], cto: [ELIF] };
    expect(textOf(releaseCard(it_, scene({ members: both })).blocks)).toContain(
      'Waiting for 1 of 1 approval.',
    );
  });

  it('names a few of a large group', () => {
    const crowd = Array.from({ length: 40 }, (_, n) => `UCROWD${n}`);
    expect(read('approving', { members: { security_team: crowd } })).toContain('<@UCROWD3>, or 36 others)');
  });
});

describe('a release in its poll', () => {
  it('shows every vote and who is waited for', () => {
    const text = read('polling, one vote');
    expect(text).toContain(`✅ product: GO from <@${CHLOE}>`);
    expect(text).toContain(`⚪ operations: waiting for <@${HANA}>`);
    expect(text).toContain('Waiting for the votes of operations, until');
  });

  it('held by a NO-GO says whose, why and who decides', () => {
    const text = read('held by a NO-GO');
    expect(text).toContain(`<@${HANA}> said NO-GO: the migration is untested.`);
    expect(text).toContain(`<@${ANA}> decides`);
  });
});

describe('a release in the queue', () => {
  it('says its place and what is going out', () => {
    const lane = laneAfter(
      { type: 'LaneTaken', release: 'checkout-1.3.9-x' },
      { type: 'LaneJoined', release: 'other', atFront: false },
      { type: 'LaneJoined', release: 'checkout-1.4.0-k3x', atFront: false },
    );
    expect(read('queued', { lane })).toContain(
      'Place 2 of 2 in the queue; checkout 1.3.9 → production is going out.',
    );
  });

  it('behind a lock says who locked it and why', () => {
    const lane = laneAfter({
      type: 'LaneLocked',
      by: BEN,
      reason: 'quarter end',
      until: NOON + 1,
      release: null,
    });
    expect(read('queued behind a lock', { lane })).toContain(`🔒 Locked by <@${BEN}>: quarter end, until`);
  });
});

describe('a release going out', () => {
  it('shows the traffic, the steps and until when it bakes', () => {
    const text = read('deploying');
    expect(text).toContain('▰▰▰▱▱▱▱▱▱▱  25% of the traffic on 1.4.0');
    expect(text).toContain('✅ Install 1.4.0');
    expect(text).toMatch(/🔵 Send 25 % of the traffic to 1\.4\.0 · baking until <!date/);
    expect(text).toContain('⚪ Send all traffic to 1.4.0');
  });

  it('paused says who, why and that watching goes on', () => {
    const text = read('deploying, paused');
    expect(text).toContain(`Paused by <@${ANA}>`);
    expect(text).toContain('Watching goes on');
    expect(text).toContain('paused with 20 min of its bake left');
  });

  it('asked says why somebody has to decide', () => {
    expect(read('deploying, asked')).toContain(
      `<@${ANA}> has to decide, because too little was seen to tell: Promote goes on, Roll back goes back.`,
    );
  });

  it('whose metrics are lost never looks healthy', () => {
    expect(read('deploying, metrics lost')).toContain('The metrics cannot be read');
  });
});

describe('a rollback', () => {
  it('shows what was seen, what it does and that the traffic is away', () => {
    const text = read('rolling-back');
    expect(text).toContain('Going back from 1.4.0 to 1.3.2. Now: Stop what was still running.');
    expect(text).toContain('▱▱▱▱▱▱▱▱▱▱  0% of the traffic on 1.4.0');
    expect(text).toContain('⏹️ Send 25 % of the traffic to 1.4.0 · interrupted');
    expect(text).toContain('540 requests in 10 min');
    expect(text).toContain('✅ Take all traffic off 1.4.0');
  });

  it('that a person took over claims nothing about the traffic', () => {
    expect(read('taken-over')).not.toContain('of the traffic on');
  });
});

it('says before anybody approves what cannot be undone', () => {
  const plan = agreement();
  const steps = plan.runbook.steps.map(step => ({ ...step, undoneBy: step.id === 'install' ? null : 'x' }));
  const it_ = release([], { ...plan, runbook: { ...plan.runbook, steps } });
  expect(textOf(releaseCard(it_, scene()).blocks)).toContain('⚠️ Cannot be undone: Install 1.4.0.');
});

it('a goal of many lines is quoted line by line', () => {
  const plan = agreement();
  const it_ = release([], { ...plan, plan: { ...plan.plan, goal: 'one\n*Approved by security*' } });
  expect(textOf(releaseCard(it_, scene()).blocks)).toContain('>one\n>*Approved by security*');
});

it('a runbook of many steps is cut and says how many are left out', () => {
  expect(textOf(releaseCard(release([], longestAgreement()), scene()).blocks)).toContain(
    '… and 10 more lines',
  );
});
