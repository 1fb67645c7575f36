import { expect } from 'vitest';
import { decideAndSettle } from '../../src/engine/decision.ts';
import { decide } from '../../src/release/decide.ts';
import {
  decideLane,
  emptyLane,
  evolveLane,
  type Lane,
  type LaneCommand,
  type LaneEvent,
} from '../../src/release/lane.ts';
import {
  decideOrganisation,
  emptyOrganisation,
  evolveOrganisation,
  type Organisation,
  type OrganisationCommand,
  type OrganisationEvent,
} from '../../src/release/organisation.ts';
import { isRefusal, type Refusal, type RefusalKind, type Refusals } from '../../src/release/refusals.ts';
import { evolve } from '../../src/release/release.ts';
import type { Release, ReleaseCommand, ReleaseEvent, Status } from '../../src/release/state.ts';
import type { Instant } from '../../src/release/terms.ts';

/** One release, its lane and its organisation at one moment. */
export interface Situation {
  release: Release | null;
  lane: Lane;
  organisation: Organisation;
  now: Instant;
}

/** Time that goes by, and what another release does in the lane. */
type Aside = { type: 'Wait'; ms: number } | { type: 'LaneNews'; events: LaneEvent[] };

export type Command = ReleaseCommand | LaneCommand | OrganisationCommand | Aside;

/** A command, one that is made from the situation it meets, or several of them. */
export type Step = Command | ((situation: Situation) => Command) | readonly Step[];

interface Happened {
  release: ReleaseEvent[];
  lane: LaneEvent[];
  organisation: OrganisationEvent[];
}

/** Every story begins on this Monday morning. */
export const T0: Instant = Date.UTC(2027, 2, 1, 9);
export const RELEASE = 'checkout-1.4.0-k3f';

const beginning: Situation = {
  release: null,
  lane: emptyLane('checkout', 'production'),
  organisation: emptyOrganisation,
  now: T0,
};

function outcomeOf(command: Command, situation: Situation): Happened | Refusal {
  const { release, lane, now } = situation;
  const settled = () => decideAndSettle(RELEASE, release, situation, () => ({}));
  const events = (answer: ReturnType<typeof decideAndSettle>) => (isRefusal(answer) ? answer : answer.events);
  switch (command.type) {
    case 'Wait':
      return events(settled());
    case 'LaneNews':
      return { release: [], lane: command.events, organisation: [] };
    case 'Lock':
    case 'Unlock': {
      const answer = decideLane(command, lane, now);
      return isRefusal(answer) ? answer : { release: [], lane: answer, organisation: [] };
    }
    case 'SetFreeze':
    case 'LiftFreeze':
    case 'LendVoice':
    case 'ReturnVoice':
    case 'MakeToken':
    case 'RevokeToken': {
      const answer = decideOrganisation(command, situation.organisation, now);
      return isRefusal(answer) ? answer : { release: [], lane: [], organisation: answer };
    }
    default:
      return events(
        decideAndSettle(RELEASE, release, situation, (was, world) => decide(command, was, world)),
      );
  }
}

export function fold(situation: Situation, { release, lane, organisation }: Happened): Situation {
  const { now } = situation;
  return {
    now,
    release: release.reduce<Release | null>(
      (state, event) => evolve(state, event, now, RELEASE),
      situation.release,
    ),
    lane: lane.reduce(
      (state, event) => ({ ...evolveLane(state, event, now), streamVersion: state.streamVersion + 1 }),
      situation.lane,
    ),
    organisation: organisation.reduce(evolveOrganisation, situation.organisation),
  };
}

export const commandOf = (step: Exclude<Step, readonly Step[]>, situation: Situation): Command =>
  typeof step === 'function' ? step(situation) : step;

const isMany = (step: Step): step is readonly Step[] => Array.isArray(step);

const onlyOne = (step: Step): Exclude<Step, readonly Step[]> => {
  if (isMany(step)) throw new Error('one command at a time');
  return step;
};

/** The clock has moved before the command is looked at. */
const later = (situation: Situation, command: Command): Situation =>
  command.type === 'Wait' ? { ...situation, now: situation.now + command.ms } : situation;

/** Carries a command out, and whatever then follows by rule. */
export function carryOut(
  situation: Situation,
  command: Command,
): { happened: Happened | Refusal; after: Situation } {
  const before = later(situation, command);
  const happened = outcomeOf(command, before);
  if (isRefusal(happened)) return { happened, after: before };
  const after = fold(before, happened);
  const wakes =
    after.release !== null &&
    ['LaneNews', 'Lock', 'Unlock', 'SetFreeze', 'LiftFreeze'].includes(command.type);
  if (!wakes) return { happened, after };
  const woken = outcomeOf({ type: 'Wait', ms: 0 }, after);
  if (isRefusal(woken)) throw new Error('settling never refuses');
  return {
    happened: {
      release: [...happened.release, ...woken.release],
      lane: [...happened.lane, ...woken.lane],
      organisation: happened.organisation,
    },
    after: fold(after, woken),
  };
}

function reached(situation: Situation, step: Step): Situation {
  if (isMany(step)) return step.reduce(reached, situation);
  const command = commandOf(step, situation);
  const { happened, after } = carryOut(situation, command);
  if (isRefusal(happened)) throw new Error(`given: ${command.type} was refused: ${JSON.stringify(happened)}`);
  return after;
}

type Part<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Part<T[K]> } : T;

type Expected<Event extends { type: string }> = Event extends unknown
  ? { type: Event['type'] } & Part<Event>
  : never;

/** What has happened, as commands that were accepted; then one more, and what comes of it. */
export function given(...steps: Step[]) {
  const situation = reached(beginning, steps);
  return {
    situation,
    release: situation.release as Release,
    when: (step: Step) => {
      const { happened, after } = carryOut(situation, commandOf(onlyOne(step), situation));
      const accepted = (): Happened => {
        if (isRefusal(happened)) throw new Error(`it was refused: ${JSON.stringify(happened)}`);
        return happened;
      };
      return {
        after,
        events: () => accepted().release,
        /** Exactly these events of the release, in this order; each with at least these fields. */
        // biome-ignore lint/suspicious/noThenProperty: nobody awaits it, and `given … when … then` is how a rule reads
        then: (...events: Expected<ReleaseEvent>[]) => {
          expect(accepted().release).toMatchObject(events);
          expect(accepted().release).toHaveLength(events.length);
        },
        thenInLane: (...events: Expected<LaneEvent>[]) => {
          expect(accepted().lane).toMatchObject(events);
          expect(accepted().lane).toHaveLength(events.length);
        },
        leaves: (status: Status) => {
          accepted();
          expect(after.release?.status).toBe(status);
        },
        refuses: <K extends RefusalKind>(kind: K, details: Partial<Refusals[K]> = {}) =>
          expect(happened).toMatchObject({ refusal: kind, ...details }),
      };
    },
  };
}
