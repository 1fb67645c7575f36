import { decideAndSettle } from '../../src/engine/decision.ts';
import type { Engine, HistoryEntry, LaneName, Outcome } from '../../src/engine/engine.ts';
import { decide } from '../../src/release/decide.ts';
import { hasEnded } from '../../src/release/ending.ts';
import { decideLane, emptyLane, evolveLane, type Lane } from '../../src/release/lane.ts';
import {
  decideOrganisation,
  emptyOrganisation,
  evolveOrganisation,
  type Organisation,
} from '../../src/release/organisation.ts';
import { isRefusal, type Refusal, refuse } from '../../src/release/refusals.ts';
import { evolve } from '../../src/release/release.ts';
import type { Decision, Release, ReleaseCommand, ReleaseEvent, World } from '../../src/release/state.ts';
import type { ReleaseRow } from '../../src/store/releases.ts';

/** The real decisions over maps instead of a database; `carried` lists every command that arrived. */
export interface MemoryEngine extends Engine {
  carried: { id: string; type: string; commandId: string }[];
  /** Carries out what workers would, without a command id of a person. */
  work(id: string, command: ReleaseCommand): Promise<Outcome>;
  rows(): ReleaseRow[];
  now: number;
}

export function memoryEngine(): MemoryEngine {
  const releases = new Map<string, { state: Release; history: HistoryEntry[] }>();
  const lanes = new Map<string, Lane>();
  const done = new Map<string, ReleaseEvent[]>();
  const key = ({ service, environment }: LaneName) => `${service}/${environment}`;
  const laneOf = (name: LaneName) => lanes.get(key(name)) ?? emptyLane(name.service, name.environment);
  let works = 0;
  let organisation: Organisation = emptyOrganisation;

  const settleAs = (
    id: string,
    name: LaneName,
    actor: string,
    how: (release: Release | null, world: World) => Decision | Refusal,
  ): Outcome => {
    const known = releases.get(id);
    const world: World = { lane: laneOf(name), organisation, now: engine.now };
    const settled = decideAndSettle(id, known?.state ?? null, world, how);
    if (isRefusal(settled)) return { is: 'refused', refusal: settled, release: known?.state ?? null };
    let state = known?.state ?? null;
    const history = [...(known?.history ?? [])];
    for (const event of settled.events.release) {
      state = evolve(state, event, engine.now, id);
      history.push({ version: state.streamVersion, at: engine.now, actor, event });
    }
    const lane = settled.events.lane.reduce(
      (folded, event) => evolveLane(folded, event, engine.now),
      laneOf(name),
    );
    lanes.set(key(name), lane);
    if (!state) return { is: 'refused', refusal: refuse('no-such-release', { asked: id }), release: null };
    releases.set(id, { state, history });
    return { is: 'done', release: state, events: settled.events.release, repeated: false };
  };

  const engine: MemoryEngine = {
    carried: [],
    now: Date.parse('2026-11-02T09:00:00Z'),
    handle: async (id, command, { commandId, actor }) => {
      engine.carried.push({ id, type: command.type, commandId });
      const known = releases.get(id)?.state;
      const before = done.get(commandId);
      if (before && known) return { is: 'done', release: known, events: before, repeated: true };
      const name = command.type === 'PlanRelease' ? command.agreement.plan : known?.plan;
      if (!name) return { is: 'refused', refusal: refuse('no-such-release', { asked: id }), release: null };
      const outcome = settleAs(id, name, actor, (release, world) => decide(command, release, world));
      if (outcome.is === 'done') done.set(commandId, outcome.events);
      return outcome;
    },
    work: async (id, command) => {
      works += 1;
      const outcome = await engine.handle(id, command, { commandId: `work/${works}`, actor: 'tminus' });
      engine.carried.pop();
      if (outcome.is === 'refused')
        throw new Error(`${command.type} was refused: ${outcome.refusal.refusal}`);
      return outcome;
    },
    handleLane: async (name, command, { commandId }) => {
      engine.carried.push({ id: key(name), type: command.type, commandId });
      const events = decideLane(command, laneOf(name), engine.now);
      if (isRefusal(events)) return { is: 'refused', refusal: events };
      const lane = events.reduce((folded, event) => evolveLane(folded, event, engine.now), laneOf(name));
      lanes.set(key(name), lane);
      return { is: 'done', lane };
    },
    handleOrganisation: async command => {
      const answer = decideOrganisation(command, organisation, engine.now);
      if (isRefusal(answer)) return { is: 'refused', refusal: answer };
      organisation = answer.reduce(evolveOrganisation, organisation);
      return { is: 'done', organisation };
    },
    settle: async () => null,
    load: async id => releases.get(id)?.state ?? null,
    history: async id => releases.get(id)?.history ?? [],
    lane: async name => laneOf(name),
    organisation: async () => organisation,
    rows: () => [...releases.values()].map(({ state }) => rowOf(state)).reverse(),
  };
  return engine;
}

const rowOf = ({ id, plan, status, streamVersion, plannedAt }: Release): ReleaseRow => ({
  id,
  service: plan.service,
  environment: plan.environment,
  version: plan.version,
  status,
  live: !hasEnded(status),
  waiting: status === 'queued',
  owner: plan.owner,
  channel: plan.channel,
  createdAt: plannedAt,
  updatedAt: plannedAt,
  streamVersion,
  summary: {},
});
