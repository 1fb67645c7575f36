import { describe, expect, it } from 'vitest';
import { refuse } from '../../src/release/refusals.ts';
import type { Release } from '../../src/release/state.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { dryRun } from '../../src/views/dry-run.ts';
import { pastReturnChoice } from '../../src/views/past-return-choice.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { outputPages, stepOutput } from '../../src/views/show.ts';
import { english } from '../../src/words/english.ts';
import { begun, broken, done, found } from '../support/builders.ts';
import { deployingWith, EIGHT_STAGES, planOf, withSafeMigration } from '../support/eight-stages.ts';
import { given } from '../support/given.ts';
import { laneAfter, NOON, scene } from './sample-releases.ts';

const shown = (view: { blocks: readonly unknown[] }) => JSON.stringify(view.blocks);
const ENDS =
  'Going back is safe until “Migrate the schema”, which cannot be undone. The policy says: the old columns are dropped.';
const BEYOND = 'From then on a trigger freezes the traffic and pages';
const walked = (release: Release) =>
  dryRun({ agreement: release, refusal: null, problems: [], lane: laneAfter(), now: NOON, words: english });

describe('before anyone approves', () => {
  const { release } = given(planOf(EIGHT_STAGES));
  it.each([
    ['the card', shown(releaseCard(release, scene()))],
    ['the modal that asks for approval', shown(approveModal(release, english))],
    ['the dry run', shown(walked(release))],
  ])('%s shows until where going back is safe, why, and what happens beyond', (_, text) => {
    expect(text).toContain(ENDS);
    expect(text).toContain(BEYOND);
  });
  it('nothing of the kind is said where every step can be undone', () => {
    const safe = given(planOf(withSafeMigration)).release;
    expect(shown(approveModal(safe, english))).toContain('Going back is safe at every step.');
    expect(shown(releaseCard(safe, scene()))).not.toContain('freezes the traffic');
  });
});

describe('beyond the point of no return', () => {
  const before = [deployingWith(EIGHT_STAGES), done('check', 'scan', 'backup', 'backup-verified')];
  it('the card of a release that failed says why nothing goes back by itself, and offers both ways on', () => {
    const { release } = given(before, begun('migrate'), broken('a lock'));
    const text = shown(releaseCard(release, scene({ lane: laneAfter() })));
    expect(text).toContain('nothing undoes it, so nothing is rolled back by itself');
    expect(text).toContain('"retry"');
    expect(text).toContain('"rollback-now"');
  });
  it('the card of a frozen release says what froze it', () => {
    const steps = done('migrate', 'migrate-verified', 'cdn', 'install', 'flags', 'alerts', 'traffic-5');
    const { release } = given(before, steps, found());
    expect(shown(releaseCard(release, scene()))).toContain('error rate above 10 % over 10 min');
  });
  it('whoever goes back is offered each way there is, in words and by button', () => {
    const { release } = given(before, begun('migrate'));
    const refusal = refuse('past-return', {
      step: 'Migrate',
      because: 'it drops a column',
      canRestore: true,
    });
    const choice = pastReturnChoice(release, refusal, {}, english);
    expect(choice.text).toContain('--with-database');
    expect(choice.text).toContain('--without-database');
    expect(shown(choice).match(/"action_id":"rollback-now"/g)).toHaveLength(2);
    const without = pastReturnChoice(release, { ...refusal, canRestore: false }, {}, english);
    expect(without.text).not.toContain('--with-database');
  });
});

it('output that was longer than what is kept says so, on its last page', () => {
  const { release } = given(planOf(EIGHT_STAGES));
  const pages = outputPages('line\n'.repeat(2_000));
  const page = (at: number) =>
    shown(stepOutput(release, 'backup', { pages, page: at, isCut: true }, english));
  expect(page(pages.length)).toContain('more than is kept (256 kB)');
  expect(page(1)).not.toContain('more than is kept');
});
