import { randomUUID } from 'node:crypto';
import type { LaneName, Outcome } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import type { LaneCommand } from '../../src/release/lane.ts';
import type { OrganisationCommand } from '../../src/release/organisation.ts';
import type { ReleaseCommand } from '../../src/release/state.ts';
import type { PersonId } from '../../src/release/terms.ts';
import type { Database } from '../../src/store/database.ts';
import type { RungTask } from '../../src/store/tasks.ts';
import { moveClock } from './database.ts';
import { type Command, commandOf, RELEASE, type Step } from './given.ts';

export const LANE: LaneName = { service: 'checkout', environment: 'production' };

const isMany = (step: Step): step is readonly Step[] => Array.isArray(step);
/** Owns what `builders.ts` plans. */
export const OWNER: PersonId = 'omar';

const actorOf = (command: object): PersonId => ('by' in command ? String(command.by) : 'tminus');
export const newId = (): string => `test/${randomUUID()}`;

/** A process with an engine of its own over the database, given the commands that `builders.ts` writes. */
export function engineOn(db: Database) {
  const rung: RungTask[] = [];
  const engine = openEngine(db, { ring: tasks => void rung.push(...tasks) });

  async function situation(id: string) {
    const release = await engine.load(id);
    const lane = await engine.lane(release?.plan ?? LANE);
    return { release, lane, organisation: await engine.organisation(), now: await db.now() };
  }

  async function commandFor(id: string, step: Step): Promise<Command> {
    if (isMany(step)) throw new Error('one command at a time');
    return commandOf(step, await situation(id));
  }

  /** One command, under an id that makes a repetition of it known. */
  async function tell(step: Step, { id = RELEASE, commandId = newId() } = {}): Promise<Outcome> {
    const command = (await commandFor(id, step)) as ReleaseCommand;
    return engine.handle(id, command, { commandId, actor: actorOf(command) });
  }

  let aheadMs = 0;
  /** Moves the clock of the database, which the next reset sets right. */
  async function wait(ms: number): Promise<void> {
    aheadMs += ms;
    await moveClock(db, aheadMs);
  }

  async function reach(id: string, step: Step): Promise<void> {
    if (isMany(step)) {
      for (const one of step) await reach(id, one);
      return;
    }
    const command = await commandFor(id, step);
    if (command.type === 'Wait') return wait(command.ms);
    const outcome = await tell(command, { id });
    if (outcome.is === 'refused') throw new Error(`it was refused: ${JSON.stringify(outcome.refusal)}`);
  }

  return {
    engine,
    db,
    /** What the bell rang, in order. */
    rung,
    tell,
    wait,
    /** Commands that are accepted, one after the other. */
    given: (step: Step, id = RELEASE) => reach(id, step),
    inLane: (command: LaneCommand, name = LANE) =>
      engine.handleLane(name, command, { commandId: newId(), actor: command.by }),
    inOrganisation: (command: OrganisationCommand) =>
      engine.handleOrganisation(command, { commandId: newId(), actor: command.by }),
    eventsOf: async (id = RELEASE) => (await engine.history(id)).map(({ event }) => event.type),
  };
}
