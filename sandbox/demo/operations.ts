import { carryOut, OperationFailed } from './carry-out.ts';
import type { Lane } from './lane.ts';
import type { OperationBody, OperationRecord, Settings } from './protocol.ts';

/** A decision with a higher fence was seen for the same service and environment. */
export class Superseded extends Error {
  override name = 'Superseded';
}

/** The operation asks for something that cannot be done; the message says what. */
export class Nonsense extends Error {
  override name = 'Nonsense';
}

export interface Operations {
  find(id: string): OperationRecord | null;
  /** Begins it, unless the id is known: then the known one comes back as it is. */
  begin(id: string, fence: number, body: OperationBody): { record: OperationRecord; known: boolean };
  /** Stops a running one. Null when the id is unknown. */
  cancel(id: string): OperationRecord | null;
  records(): OperationRecord[];
  /** Carries on what was under way when the demo was closed. */
  resume(): void;
  /** Stops working; what is under way stays `running` on disk. */
  close(): Promise<void>;
}

/** Ended operations beyond this many are forgotten, the oldest first. */
const KEPT = 500;

export interface OperationsOptions {
  settings: Settings;
  records: OperationRecord[];
  laneOf(service: string, environment: string): Lane | null;
  /** The highest fence seen for a lane. */
  fences: Map<string, number>;
  /** Called after every change. */
  changed(): void;
}

export const laneKey = (service: string, environment: string) => `${service}/${environment}`;

export function openOperations({
  settings,
  records,
  laneOf,
  fences,
  changed,
}: OperationsOptions): Operations {
  const byId = new Map(records.map(record => [record.id, record]));
  const running = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  const laneFor = (body: OperationBody): Lane => {
    const lane = laneOf(body.service, body.environment);
    if (!lane) throw new Nonsense(`there is no ${body.service} in ${body.environment} here`);
    return lane;
  };

  const assertSensible = (body: OperationBody, lane: Lane) => {
    if (body.kind !== 'shift') return;
    if (!lane.backend(body.version)) throw new Nonsense(`${body.version} is not installed`);
    if (body.percent === 100) return;
    if (body.against === null) throw new Nonsense('a share below 100 % needs a version that takes the rest');
    if (!lane.backend(body.against)) throw new Nonsense(`${body.against} is not installed`);
  };

  const run = async (record: OperationRecord, lane: Lane, signal: AbortSignal) => {
    const say = (line: string) => {
      record.output += `${line}\n`;
    };
    try {
      record.note = await carryOut(record, {
        lane,
        settings,
        signal,
        say,
        assertNewest: () => {
          const fence = fences.get(laneKey(record.service, record.environment)) ?? 0;
          if (record.fence < fence) throw new OperationFailed('superseded by a newer decision');
        },
      });
      record.state = 'succeeded';
    } catch (error) {
      if (signal.reason === 'closing') return;
      record.state = 'failed';
      record.why = signal.aborted ? 'cancelled' : (error as Error).message;
      say(`failed: ${record.why}`);
    }
    running.delete(record.id);
    changed();
  };

  const set = (record: OperationRecord, lane: Lane) => {
    const stop = new AbortController();
    running.set(record.id, { stop, ended: Promise.resolve() });
    running.set(record.id, { stop, ended: run(record, lane, stop.signal) });
  };

  const forget = () => {
    const ended = [...byId.values()].filter(record => record.state !== 'running');
    for (const record of ended.slice(0, -KEPT)) byId.delete(record.id);
  };

  return {
    find: id => byId.get(id) ?? null,
    begin: (id, fence, body) => {
      const known = byId.get(id);
      if (known) return { record: known, known: true };
      const lane = laneFor(body);
      const key = laneKey(body.service, body.environment);
      if (fence < (fences.get(key) ?? 0)) throw new Superseded();
      assertSensible(body, lane);
      fences.set(key, fence);
      const record: OperationRecord = { id, fence, ...body, state: 'running', output: '' };
      byId.set(id, record);
      forget();
      set(record, lane);
      changed();
      return { record, known: false };
    },
    cancel: id => {
      const record = byId.get(id);
      running.get(id)?.stop.abort('cancelled');
      return record ?? null;
    },
    records: () => [...byId.values()],
    resume: () => {
      for (const record of byId.values()) {
        if (record.state !== 'running') continue;
        record.output += 'carried on after a restart\n';
        set(record, laneFor(record));
      }
    },
    close: async () => {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort('closing');
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
