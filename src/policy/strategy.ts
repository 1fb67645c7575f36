import { z } from 'zod';
import { Duration, parseDuration } from './duration.ts';
import { Count, Name, Text } from './names.ts';

/** Sends `percent` of the traffic to the new version, then watches it for `bakeMs`. */
export interface Phase {
  percent: number;
  bakeMs: number;
}

const SPELLING = /^(\d{1,3}) ?%(?: for (.+))?$/;
const EXPECTED = 'a phase such as `5 % for 10 min`, or `100 %` without a bake';

/** Null when it is not written like `5 % for 10 min`. */
export function parsePhase(text: string): Phase | null {
  const [, percent, bake] = SPELLING.exec(text.trim()) ?? [];
  const bakeMs = bake === undefined ? 0 : parseDuration(bake);
  if (percent === undefined || bakeMs === null || Number(percent) < 1 || Number(percent) > 100) return null;
  return { percent: Number(percent), bakeMs };
}

const PhaseText = z
  .string({ error: EXPECTED })
  .refine(text => parsePhase(text) !== null, EXPECTED)
  .transform(text => parsePhase(text) ?? { percent: 100, bakeMs: 0 });

const RISING = 'phases that rise and end with 100 %';

const rises = (phases: readonly Phase[]): boolean =>
  phases.at(-1)?.percent === 100 &&
  phases.every((phase, at) => at === 0 || phase.percent > (phases[at - 1]?.percent ?? 0));

/** How a version gets its traffic. */
export const Strategy = z
  .strictObject({
    /** For people who choose one. */
    about: Text.exactOptional(),
    phases: z.array(PhaseText, { error: `a list of ${RISING}` }).refine(rises, RISING),
    /** The trigger preset that comes with it; else the one of the environment. */
    triggers: Name.exactOptional(),
    /** How long the version is watched after completion; else as `config/monitoring.yml` says. */
    watchAfter: Duration.exactOptional(),
    /** How long before T-0 the preparation begins. */
    prepare: Duration.exactOptional(),
    /** How long the version before stays installed after completion. */
    keepOld: Duration.exactOptional(),
    /** How a target that replaces in place goes about it; with it such a target serves the strategy without phases. */
    inPlace: z.strictObject({ maxUnavailable: Count, maxSurge: Count }).exactOptional(),
  })
  .transform(({ watchAfter, prepare, keepOld, ...rest }) => ({
    ...rest,
    ...(watchAfter === undefined ? {} : { watchAfterMs: watchAfter }),
    ...(prepare === undefined ? {} : { prepareMs: prepare }),
    ...(keepOld === undefined ? {} : { keepOldMs: keepOld }),
  }));
export type Strategy = z.output<typeof Strategy>;

const ALL_AT_ONCE = 'all-at-once';

/** The presets that are always there. A strategy of the same name in `config/release.yml` replaces one. */
const PRESETS: Record<string, z.input<typeof Strategy>> = {
  canary: {
    about: 'Four phases, an hour',
    phases: ['5 % for 10 min', '25 % for 20 min', '50 % for 30 min', '100 %'],
  },
  'canary-slow': {
    about: 'Three phases, two and a half hours',
    phases: ['5 % for 30 min', '25 % for 2 h', '100 %'],
  },
  hybrid: {
    about: 'A canary, then the switch, under stricter triggers',
    phases: ['5 % for 30 min', '20 % for 45 min', '50 % for 30 min', '100 % for 15 min'],
    triggers: 'hybrid',
    watchAfter: '72 h',
    prepare: '2 h',
    keepOld: '24 h',
  },
  'blue-green': {
    about: 'Install beside the old version, switch all traffic, watch it',
    phases: ['100 % for 15 min'],
    keepOld: '24 h',
  },
  rolling: {
    about: 'In batches: a quarter each, or one instance after the other where they are replaced in place',
    phases: ['25 % for 2 min', '50 % for 2 min', '75 % for 2 min', '100 %'],
    inPlace: { maxUnavailable: 1, maxSurge: 1 },
  },
  [ALL_AT_ONCE]: { about: 'No phases; for development and testing', phases: ['100 %'] },
};

export const presetStrategies = (): Record<string, Strategy> =>
  Object.fromEntries(Object.entries(PRESETS).map(([name, preset]) => [name, Strategy.parse(preset)]));

/** Whether it can be served by a target that cannot run two versions side by side. */
export const needsNoShifting = ({ phases, inPlace }: Pick<Strategy, 'phases' | 'inPlace'>): boolean =>
  inPlace !== undefined || (phases.length === 1 && phases[0]?.bakeMs === 0);
