import type { KnownBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { refuse } from '../../src/release/refusals.ts';
import { approveModal } from '../../src/views/approve-modal.ts';
import { lockModal, readLockForm } from '../../src/views/lock-modal.ts';
import { blockOfRefusal, emptyPlanTexts, type FormValues, readPlanForm } from '../../src/views/plan-form.ts';
import { type PlanDraft, planModal, planSkeleton } from '../../src/views/plan-modal.ts';
import { abortModal, readReason, rejectModal } from '../../src/views/reason-modals.ts';
import { english } from '../../src/words/english.ts';
import { inputsOf, objectsIn, textOf } from './read.ts';
import { ANA, agreement, at, BEN, release } from './sample-releases.ts';

const { plan } = agreement();
const draft = (more: Partial<PlanDraft> = {}): PlanDraft => ({
  ...plan,
  texts: plan,
  strategy: 'canary',
  form: 'full',
  required: ['goal'],
  problems: [],
  refusal: null,
  purpose: 'start',
  metadata: '{"a":1}',
  ...more,
});

const blocksOf = (view: ModalView) => view.blocks as KnownBlock[];

/** What Slack sends when a form is submitted as it was opened. */
function untouched(view: ModalView): FormValues {
  const entries = Object.entries(inputsOf(blocksOf(view))).map(([block, input]) => {
    const [element] = objectsIn(input.element);
    const option = element?.initial_option as { value: string } | undefined;
    const value = {
      value: (element?.initial_value as string | undefined) ?? null,
      selected_date: (element?.initial_date as string | undefined) ?? null,
      selected_date_time: (element?.initial_date_time as number | undefined) ?? null,
      selected_user: (element?.initial_user as string | undefined) ?? null,
      selected_option: option ?? null,
    };
    return [block, { input: value }] as const;
  });
  return Object.fromEntries(entries);
}

describe('the plan form', () => {
  const written = {
    ...emptyPlanTexts(ANA),
    goal: 'Pay by bank transfer',
    scope: { features: 'a', improvements: 'b', fixes: 'c', debt: 'd' },
    milestones: [{ name: 'code freeze', on: '2026-08-01' } as const],
    risks: [
      {
        what: 'Payments stop',
        probability: 'low',
        impact: 'very high',
        mitigation: 'flag',
        owner: BEN,
      } as const,
    ],
    rollback: { conditions: 'e', steps: 'f', owner: 'the ops team', minutes: 10 },
    communication: 'g',
    window: 'h',
  };

  it('submitted as it was opened gives back exactly what was in it', () => {
    for (const texts of [emptyPlanTexts(ANA), written]) {
      for (const form of ['full', 'short'] as const) {
        expect(readPlanForm(untouched(planModal(draft({ texts, form }), english)), texts)).toEqual(texts);
      }
    }
  });

  it('emptied loses the texts but keeps an owner', () => {
    const values = untouched(planModal(draft({ texts: written }), english));
    const nothing = { value: null, selected_date: null, selected_user: null, selected_option: null };
    const emptied = Object.fromEntries(Object.keys(values).map(block => [block, { input: nothing }]));
    const read = readPlanForm(emptied, written);
    expect(read).toMatchObject({ goal: '', milestones: [], risks: [], window: '', owner: ANA });
    expect(read.rollback.minutes).toBeNull();
  });

  it('of a patch asks for goal, owner and planned start alone, and for what the policy requires', () => {
    const short = planModal(draft({ form: 'short' }), english);
    expect(Object.keys(inputsOf(blocksOf(short)))).toEqual(['goal', 'owner', 'startAt']);
    const more = planModal(draft({ form: 'short', required: ['goal', 'window'] }), english);
    expect(Object.keys(inputsOf(blocksOf(more)))).toEqual(['goal', 'owner', 'startAt', 'window']);
  });

  it('asks for everything a plan holds', () => {
    const blocks = Object.keys(inputsOf(blocksOf(planModal(draft(), english))));
    expect(blocks).toHaveLength(3 + 4 + 6 + 15 + 3 + 4 + 2);
    expect(blocks).toContain('milestone.code-freeze');
    expect(blocks).toContain('risk.2.mitigation');
  });

  it('lets only required texts be required', () => {
    const inputs = inputsOf(blocksOf(planModal(draft({ required: ['window'] }), english)));
    expect(inputs.goal?.optional).toBe(true);
    expect(inputs.window?.optional).toBe(false);
  });

  it('says what could not be filled in, and on an edit that approvals start again', () => {
    const view = planModal(draft({ purpose: 'edit', problems: ['GitHub timed out'] }), english);
    expect(textOf(blocksOf(view))).toContain('⚠️ Could not be filled in. GitHub timed out');
    expect(textOf(blocksOf(view))).toContain('asks everybody to approve again');
  });

  it('says that it was filled from the merged changes only where it was', () => {
    const filled = { ...plan, scope: { ...plan.scope, fixes: '• Pay twice no more (#7, ana)' } };
    expect(textOf(blocksOf(planModal(draft({ texts: filled }), english)))).toContain('merged pull requests');
    expect(textOf(blocksOf(planModal(draft(), english)))).not.toContain('merged pull requests');
  });

  it('says why the plan was refused, with the command to try', () => {
    const refusal = refuse('type-too-low', { declared: 'patch', real: 'minor', running: '1.3.2' });
    expect(textOf(blocksOf(planModal(draft({ refusal }), english)))).toContain(
      'Try `/release start checkout v1.4.0 minor prod`.',
    );
  });

  it('keeps its metadata and cannot be sent while it is loading', () => {
    expect(planModal(draft(), english).private_metadata).toBe('{"a":1}');
    expect(planSkeleton(draft(), english)).toMatchObject({
      callback_id: 'plan',
      private_metadata: '{"a":1}',
    });
    expect(planSkeleton(draft(), english).submit).toBeUndefined();
  });

  it('shows an error at the field it is about', () => {
    const critical = {
      what: 'Payments stop',
      probability: 'high',
      impact: 'very high',
      mitigation: '',
      owner: '',
    } as const;
    const texts = { ...written, risks: [critical] };
    const missing = refuse('mitigation-missing', { risk: 'Payments stop' });
    expect(blockOfRefusal(refuse('field-missing', { field: 'goal' }), texts)).toBe('goal');
    expect(blockOfRefusal(missing, texts)).toBe('risk.0.mitigation');
    const secondRow = { 'risk.1.what': { input: { value: ' Payments stop ' } } };
    expect(blockOfRefusal(missing, texts, secondRow)).toBe('risk.1.mitigation');
    expect(blockOfRefusal(refuse('superseded', {}), texts)).toBeNull();
  });
});

describe('asking for a reason', () => {
  it('of a rejection needs one and carries the release', () => {
    const view = rejectModal(at('approving'), english);
    expect(view).toMatchObject({
      callback_id: 'reject',
      private_metadata: expect.stringContaining('checkout-1.4.0'),
    });
    expect(inputsOf(blocksOf(view)).reason?.optional).toBe(false);
  });

  it('of an abort says what aborting does now', () => {
    expect(textOf(blocksOf(abortModal(at('ready'), english)))).toContain('simply cancelled');
    expect(textOf(blocksOf(abortModal(at('deploying'), english)))).toContain('rolls back to 1.3.2');
    expect(textOf(blocksOf(abortModal(at('deploying a first version'), english)))).toContain(
      'stays as it is',
    );
  });

  it('is read without the spaces around it', () => {
    expect(readReason({ reason: { input: { value: '  too early ' } } })).toBe('too early');
    expect(readReason({})).toBe('');
  });
});

describe('locking', () => {
  it('lasts until somebody unlocks it unless a length is chosen', () => {
    const values = untouched(lockModal(plan, english));
    expect(readLockForm(values)).toEqual({ reason: '', forMs: null });
    const chosen = { ...values, length: { input: { selected_option: { value: '3600000' } } } };
    expect(readLockForm(chosen).forMs).toBe(3_600_000);
  });

  it('carries the place and nothing else', () => {
    expect(lockModal(plan, english).private_metadata).toBe(
      '{"service":"checkout","environment":"production"}',
    );
  });
});

describe('approving once more', () => {
  it('shows exactly what will run', () => {
    const text = textOf(blocksOf(approveModal(at('approving'), english)));
    for (const part of ['1.3.2 → *1.4.0*', plan.commit ?? '', 'production', '`canary`', '2. Install 1.4.0']) {
      expect(text).toContain(part);
    }
    expect(text).toContain(
      '3. Send 25 % of the traffic to 1.4.0 · then bakes 10 min · undo: restoring 1.3.2',
    );
    expect(text).toContain('Going back is safe at every step.');
  });

  it('marks the step that cannot be undone and until where going back is safe', () => {
    const it_ = agreement();
    const steps = it_.runbook.steps.map(step => (step.id === 'install' ? { ...step, undoneBy: null } : step));
    const text = textOf(
      blocksOf(approveModal(release([], { ...it_, runbook: { ...it_.runbook, steps } }), english)),
    );
    expect(text).toContain('2. Install 1.4.0 · ⚠️ *cannot be undone*');
    expect(text).toContain('Going back is safe until “Install 1.4.0”');
  });
});
