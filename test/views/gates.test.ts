import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import { GATES, type GateEvidence, type Unavailable } from '../../src/release/gate-evidence.ts';
import type { Unknown } from '../../src/release/gate-judging.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { dryRun } from '../../src/views/dry-run.ts';
import { gatePanel, gatesAskedAgain } from '../../src/views/gates.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { chinese } from '../../src/words/chinese.ts';
import { english } from '../../src/words/english.ts';
import { plain } from '../../src/words/mrkdwn.ts';
import { evidenceOf, gateRules, goodEnough, notGoodEnough } from '../support/gates.ts';
import { mrkdwnOf, tokensOf } from './read.ts';
import { agreement, laneAfter, longestAgreement, NOON, release, scene } from './sample-releases.ts';

const MINUTE = 60_000;
const EVIL = '<!channel> <@UEVIL> <https://evil.example|here> `*_~ \u202e'.repeat(20);
const withGates = (
  it = agreement(),
  rules = gateRules({ required: ['tests', 'coverage', 'secrets', 'reviews'] }),
) => ({
  ...it,
  terms: { ...it.terms, gates: rules },
});
const commit = agreement().plan.commit as string;
const said = (evidence: GateEvidence[], unavailable: Unavailable[] = []): ReleaseEvent => ({
  type: 'EvidenceRecorded',
  evidence,
  unavailable,
});
const off: Unavailable = {
  gate: 'secrets',
  source: 'github',
  by: 'secret scanning',
  why: { because: 'not-enabled', what: 'secret scanning' },
};
const some = said(
  [
    evidenceOf(goodEnough('tests'), { commit, at: NOON - 5 * MINUTE }),
    evidenceOf(notGoodEnough('coverage'), { commit, at: NOON }),
    evidenceOf(notGoodEnough('docs'), { commit, at: NOON, link: null }),
  ],
  [off],
);

describe('the gate panel', () => {
  const panel = gatePanel(release([some], withGates()), scene());
  const text = mrkdwnOf(panel.blocks).join('\n');

  it('shows what failed first, then what is unknown, with what would help', () => {
    const order = ['Coverage', 'Documentation', 'Secrets', 'Reviews', 'Tests'].map(name =>
      text.indexOf(`*${name}*`),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBeGreaterThan(0);
    expect(text).toContain('secret scanning is not enabled, or hidden from the token');
    expect(text).toContain('→ Enable secret scanning or let the token see it, then `/release gates rerun`.');
    expect(text).toContain('→ Fix it and tag a new version');
  });

  it('shows of each piece of evidence what was measured, where, when, and a link', () => {
    expect(text).toContain('*Tests*: at least 98% passed');
    expect(text).toContain(
      '98 of 100 passed (98%) · CI, build · 5 min ago · <https://ci.example.com/runs/1|look>',
    );
  });

  it('counts the required ones and knows no score while a security gate is unknown', () => {
    expect(text).toContain('1 of 4 required passed, 1 failed, 2 unknown.');
    expect(text).toContain('The security score is not known');
  });

  it('does not push for what is not required', () => {
    const docs = text.slice(text.indexOf('*Documentation*')).split('\n').slice(0, 3).join('\n');
    expect(docs).toContain('not required');
    expect(docs).not.toContain('→');
  });

  it('shows who skipped a gate and why, and offers to run them again', () => {
    const skip: ReleaseEvent = {
      type: 'GatesSkipped',
      by: 'UCTO',
      reason: 'it is on fire',
      gates: ['coverage'],
    };
    const skipped = gatePanel(release([some, skip], withGates()), scene());
    expect(mrkdwnOf(skipped.blocks).join('\n')).toContain('Skipped by <@UCTO>: it is on fire.');
    expect(JSON.stringify(skipped.blocks)).toContain('"action_id":"gates-rerun"');
  });

  it('says that there are none', () => {
    expect(gatePanel(release([]), scene()).text).toBe('The policy asks no gates of this release.');
  });
});

describe('required gates that have not passed', () => {
  it('are on the card by name, and a click away', () => {
    const card = releaseCard(release([some], withGates()), scene());
    expect(mrkdwnOf(card.blocks).join('\n')).toContain(
      '*Gates*: 1 of 4 required passed, 1 failed, 2 unknown. ⛔ Coverage ❓ Secrets ❓ Reviews',
    );
    expect(JSON.stringify(card.blocks)).toContain('"action_id":"gates"');
  });

  it('are told before anything is planned', () => {
    const walk = dryRun({
      agreement: withGates(),
      refusal: null,
      problems: [],
      lane: laneAfter(),
      now: NOON,
      words: english,
    });
    expect(walk.text).toContain('These gates would have to pass: Tests, Coverage, Secrets, and Reviews.');
  });

  it('are told to the owner with both buttons when one fails', () => {
    const it_ = release([some], withGates());
    const [notice] = noticesOf(some, it_);
    const message = noticeMessage('EvidenceRecorded', some, it_, {
      words: english,
      place: 'person',
      scene: scene(),
      card: null,
    } as unknown as Parameters<typeof noticeMessage>[3]);
    expect(notice?.kind).toBe('EvidenceRecorded');
    expect(message.text).toContain('Coverage did not pass. Coverage: 89.99% of the lines.');
    expect(JSON.stringify(message.blocks)).toContain('"action_id":"gates-rerun"');
  });
});

describe.each([
  ['English', english],
  ['Chinese', chinese],
])('in %s', (_, words) => {
  it('every gate can be said whatever it found, within what Slack takes and without a mention', () => {
    const plan = longestAgreement(EVIL);
    const rules = gateRules({ required: [...GATES], licences: [EVIL, 'MIT'] });
    const names = Array.from({ length: 20 }, () => EVIL);
    const evidence = GATES.map(gate => {
      const measured = notGoodEnough(gate);
      const worst = 'failed' in measured ? { ...measured, failed: names } : measured;
      const evil = worst.gate === 'licences' ? { ...worst, packages: { [EVIL]: 3 } } : worst;
      return evidenceOf(evil, { commit, by: EVIL, at: NOON, link: `https://evil.example/${EVIL}` });
    });
    const excuses = GATES.map(gate => ({
      ...off,
      gate,
      by: 'other',
      why: { because: 'trouble', what: EVIL } as const,
    }));
    const event = said(evidence, excuses);
    const it_ = release([event], withGates(plan, rules));
    const within = scene({ words });
    for (const { text, blocks } of [gatePanel(it_, within), releaseCard(it_, within)]) {
      expect(problemsWithBlocks(blocks, 'message')).toEqual([]);
      expect(text.length).toBeLessThanOrEqual(4000);
      expect(
        mrkdwnOf(blocks as KnownBlock[]).filter(one => /UEVIL>|\u202e|<https:\/\/evil/.test(one)),
      ).toEqual([]);
      expect(mrkdwnOf(blocks as KnownBlock[]).flatMap(tokensOf)).toEqual([]);
    }
  });

  it('says of every gate what is asked, and of everything unknown why and what would help', () => {
    const unknowns: Unknown[] = [
      { because: 'not-enabled', what: 'Dependabot' },
      { because: 'running', what: ['build'] },
      { because: 'running', what: [] },
      { because: 'not-reported', what: ['build'] },
      { because: 'nothing-named' },
      { because: 'trouble', what: 'GitHub answered 500' },
      { because: 'missing' },
      { because: 'stale', at: NOON },
      { because: 'empty' },
      { because: 'no-commit' },
    ];
    const { gates } = words;
    const all = [
      ...GATES.flatMap(gate => [
        gates.name[gate],
        gates.demand(gate, gateRules()),
        gates.mend(gate),
        gates.measured(goodEnough(gate), gateRules()),
        gates.measured(notGoodEnough(gate), gateRules()),
      ]),
      ...unknowns.flatMap(one => [gates.why(one), gates.learn(one)]),
    ];
    for (const text of all) expect(plain(text)).toMatch(/^(?!.*(undefined|null|NaN|\[object))\S.*\S$/);
  });
});

it('whoever has the gates run again gets from the answer back to the panel whose place it takes', () => {
  const { blocks } = gatesAskedAgain(release([]), english);
  expect(JSON.stringify(blocks)).toContain('"action_id":"gates"');
  expect(problemsWithBlocks(blocks, 'message')).toEqual([]);
});
