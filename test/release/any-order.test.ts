import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalsSuffice } from '../../src/release/approvals.ts';
import { due } from '../../src/release/due.ts';
import { emptyLane } from '../../src/release/lane.ts';
import { emptyOrganisation } from '../../src/release/organisation.ts';
import { isOverridden } from '../../src/release/override.ts';
import { passedNoReturn } from '../../src/release/point-of-no-return.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import { GROUPS_OF } from '../support/builders.ts';
import { carryOut, RELEASE, type Situation, T0 } from '../support/given.ts';
import { type Move, moves } from '../support/given-any-moves.ts';

interface Moment {
  before: Situation;
  after: Situation;
  events: ReleaseEvent[];
}

/** Carries the moves out; what is refused changes nothing. */
function walk(all: readonly Move[]): Moment[] {
  let situation: Situation = {
    release: null,
    lane: emptyLane('checkout', 'production'),
    organisation: emptyOrganisation,
    now: T0,
  };
  return all.map(move => {
    const before = situation;
    const { happened, after } = carryOut(before, move(before));
    situation = after;
    return { before, after, events: isRefusal(happened) ? [] : happened.release };
  });
}

const always = (rule: (moments: Moment[]) => void) =>
  fc.assert(
    fc.property(moves, all => rule(walk(all))),
    { numRuns: 150 },
  );

const changes = (operation: string) => !/\.(check|verify)\.\d+$/.test(operation);

const types = (moments: readonly Moment[]) => moments.flatMap(({ events }) => events.map(({ type }) => type));

describe('whatever is asked, and in whatever order', () => {
  it('every state can be folded, and says what is due', () => {
    always(moments => {
      for (const { after } of moments) {
        const keys = after.release ? due(after.release, after).map(({ task }) => task) : [];
        expect(new Set(keys).size).toBe(keys.length);
      }
    });
  });

  it('the stories get far enough to mean something', () => {
    const reached = new Set(fc.sample(moves, { numRuns: 150, seed: 7 }).flatMap(all => types(walk(all))));
    for (const type of [
      'OverrideGranted',
      'ReviewDone',
      'DeployStarted',
      'PhaseCompleted',
      'ReleaseCompleted',
      'RolledBack',
      'StepFailed',
    ] as const)
      expect(reached).toContain(type);
  });

  it('the requester and the owner never count', () => {
    always(moments => {
      for (const { after } of moments) {
        const { approvals, requesters, plan } = after.release ?? {};
        const counted = approvals?.given.map(({ by }) => by) ?? [];
        expect(counted.filter(by => by === plan?.owner || requesters?.includes(by))).toEqual([]);
      }
    });
  });

  it('nothing is deployed without the people the policy names', () => {
    always(moments => {
      for (const { before, events } of moments) {
        if (!events.some(({ type }) => type === 'DeployStarted') || !before.release) continue;
        if (isOverridden(before.release)) continue;
        const { given } = before.release.approvals;
        const rule = before.release.terms.approvals;
        expect(new Set(given.map(({ by }) => by)).size).toBeGreaterThanOrEqual(rule?.required ?? 0);
        for (const group of rule?.mandatory ?? [])
          expect(given.some(({ by }) => GROUPS_OF[by]?.includes(group))).toBe(true);
        expect(approvalsSuffice(rule, given)).toBe(true);
        expect(before.release.poll?.outcome).toEqual({ is: 'go' });
      }
    });
  });

  it('approvals and Go/No-Go are skipped only where CTO or CEO have said so, about exactly that plan', () => {
    always(moments => {
      for (const [at, { before, events }] of moments.entries()) {
        if (!events.some(({ type }) => type === 'DeployStarted') || !before.release) continue;
        const isAgreed = approvalsSuffice(before.release.terms.approvals, before.release.approvals.given);
        if (isAgreed && before.release.poll?.outcome?.is === 'go') continue;
        const { digest } = before.release;
        const grants = moments
          .slice(0, at)
          .flatMap(moment => moment.events)
          .filter(event => event.type === 'OverrideGranted')
          .filter(event => event.digest === digest && event.reason.trim() !== '');
        expect(grants.some(({ by }) => GROUPS_OF[by]?.some(group => ['cto', 'ceo'].includes(group)))).toBe(
          true,
        );
      }
    });
  });

  it('every override that was used is chased until somebody has reviewed it', () => {
    always(moments => {
      for (const { after } of moments) {
        if (!after.release?.review) continue;
        const isChased = due(after.release, after).some(({ task }) => task === 'chase-review');
        expect(isChased).toBe(after.release.review.done === null);
      }
    });
  });

  it('at most one operation runs', () => {
    always(moments => {
      for (const { release } of moments.map(({ after }) => after)) {
        const running = release?.rollout?.steps.filter(({ is }) => is === 'running') ?? [];
        expect(running.length).toBeLessThanOrEqual(1);
      }
    });
  });

  it('no operation that changes the target uses an id twice', () => {
    always(moments => {
      const ids = moments.flatMap(({ events }) =>
        events.flatMap(event => ('operation' in event ? [event.operation] : [])).filter(changes),
      );
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('no step begins after a rollback has begun', () => {
    always(moments => {
      const happened = types(moments);
      const began = happened.indexOf('RollbackStarted');
      if (began >= 0) expect(happened.slice(began)).not.toContain('StepStarted');
    });
  });

  it('a release goes out at most while it holds the lane', () => {
    always(moments => {
      for (const { after } of moments) {
        const status = after.release?.status;
        const isOut = status === 'deploying' || status === 'rolling-back' || status === 'starting';
        if (isOut) expect(after.lane.holder).toBe(RELEASE);
      }
    });
  });

  it('nothing goes back by itself beyond the point of no return, and the data never', () => {
    always(moments => {
      for (const { before, events } of moments) {
        const begun = events.find(event => event.type === 'RollbackStarted');
        if (!begun || !before.release) continue;
        const passed = passedNoReturn(before.release);
        if (passed) expect(begun.by).not.toBe(TMINUS);
        if (passed || begun.data === 'restore') expect(begun.data).toBeDefined();
        const ofData = begun.parts.some(part => part.kind === 'run' && part.purpose === 'restore-data');
        expect(ofData).toBe(begun.data === 'restore');
      }
    });
  });

  it('what a rollback undoes is undone once', () => {
    always(moments => {
      const done = moments.flatMap(({ before, events }) =>
        events.flatMap(event =>
          event.type === 'RollbackPartDone' && before.release?.rollback?.parts[event.part]?.kind === 'run'
            ? [event.part]
            : [],
        ),
      );
      expect(new Set(done).size).toBe(done.length);
    });
  });

  it('a rollback that ended leaves the lane locked and free', () => {
    always(moments => {
      for (const { after, events } of moments) {
        if (!events.some(({ type }) => type === 'RolledBack')) continue;
        expect(after.lane.lock).not.toBeNull();
        expect(after.lane.holder).toBeNull();
      }
    });
  });
});
