export const faultKinds = ['reset', '503', 'slow', 'duplicate', 'reorder', '429'] as const;

export type FaultKind = (typeof faultKinds)[number];

export const deliveryKinds = ['command', 'interactive', 'options', 'event'] as const;

export type DeliveryKind = (typeof deliveryKinds)[number];

export type Fault = {
  /** The Web API method it hits, `*` for any. Exactly one of `method` and `delivery` is given. */
  method?: string;
  /** The kind of delivery to the app it hits, `*` for any. */
  delivery?: DeliveryKind | '*';
  /** `429` is for methods, `duplicate` for deliveries; the others fit both. */
  kind: FaultKind;
  /** How many calls it hits. Default 1. */
  times?: number;
  /** For `slow` and the longest hold of `reorder`. Default 1,000. */
  delayMs?: number;
  /** Whether the call has had its effect when the fault strikes. Default before. */
  when?: 'before' | 'after';
  /** For `429`. Default 1. */
  retryAfterSeconds?: number;
};

export type RandomFaults = {
  seed: number;
  /** Share of calls that are hit, 0 to 1. */
  share: number;
  kinds: FaultKind[];
  on: 'methods' | 'deliveries' | 'both';
  delayMs?: number;
};

export type Target = { method: string } | { delivery: DeliveryKind };

export type Faults = {
  add(fault: Fault): void;
  /** Hits a share of all calls, the same ones for the same seed and order of calls. */
  random(faults: RandomFaults | undefined): void;
  pending(): Fault[];
  clear(): void;
  /** The fault that strikes this call, which uses it up. */
  strike(target: Target): Fault | undefined;
  /** Waits until a later call to the same side has passed, at most `maxMs`. */
  held(side: 'method' | 'delivery', maxMs: number): Promise<void>;
  /** Lets go whatever is held on this side. */
  passed(side: 'method' | 'delivery'): void;
};

export function openFaults(): Faults {
  let planned: Fault[] = [];
  let chance: { faults: RandomFaults; next: () => number } | undefined;
  const waiting = { method: new Set<() => void>(), delivery: new Set<() => void>() };

  function planFor(target: Target): Fault | undefined {
    const fits = (fault: Fault) =>
      'method' in target
        ? fault.method === target.method || fault.method === '*'
        : fault.delivery === target.delivery || fault.delivery === '*';
    const fault = planned.find(fits);
    if (fault === undefined) return undefined;
    const left = (fault.times ?? 1) - 1;
    planned =
      left > 0
        ? planned.map(one => (one === fault ? { ...one, times: left } : one))
        : planned.filter(one => one !== fault);
    return fault;
  }

  function chanceFor(target: Target): Fault | undefined {
    if (chance === undefined) return undefined;
    const { faults, next } = chance;
    const side = 'method' in target ? 'methods' : 'deliveries';
    if (faults.on !== 'both' && faults.on !== side) return undefined;
    const unfit = side === 'methods' ? 'duplicate' : '429';
    const kinds = faults.kinds.filter(kind => kind !== unfit);
    const [dice, pick, after] = [next(), next(), next()];
    const kind = kinds[Math.floor(pick * kinds.length)];
    if (dice >= faults.share || kind === undefined) return undefined;
    return { ...target, kind, when: after < 0.5 ? 'before' : 'after', delayMs: faults.delayMs ?? 1000 };
  }

  return {
    add: fault => void planned.push(fault),
    random: faults => {
      chance = faults && { faults, next: seeded(faults.seed) };
    },
    pending: () => [...planned],
    clear() {
      planned = [];
      chance = undefined;
      for (const side of Object.values(waiting)) for (const go of side) go();
    },
    strike: target => planFor(target) ?? chanceFor(target),
    held(side, maxMs) {
      return new Promise(resolve => {
        const go = () => {
          clearTimeout(timer);
          waiting[side].delete(go);
          resolve();
        };
        const timer = setTimeout(go, maxMs);
        waiting[side].add(go);
      });
    },
    passed(side) {
      for (const go of waiting[side]) go();
    },
  };
}

/** The mulberry32 generator: small, and the same numbers for the same seed on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
