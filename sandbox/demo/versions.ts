import type { Version } from '../../src/release/terms.ts';

/** How the program of a version behaves once it is installed. */
export interface Behaviour {
  /** Share of requests answered with a 500, in percent. */
  errorPercent: number;
  /** Latency as a multiple of a healthy version's. */
  latencyTimes: number;
  /** Whether its health check ever passes. */
  starts: boolean;
}

export interface DemoVersion extends Behaviour {
  version: Version;
  /** What a newcomer sees happen. */
  title: string;
  /** What is wrong with its code, so that its tests find it before anybody deploys it. */
  flaw?: 'rounding';
}

export const HEALTHY: Behaviour = { errorPercent: 0, latencyTimes: 1, starts: true };

/** What runs everywhere when the demo is opened for the first time. */
export const FIRST_VERSION: Version = '1.3.0';

/** Each can be typed into `/release start` while 1.3.0 runs. Any version that is not listed is healthy. */
export const DEMO_VERSIONS: readonly DemoVersion[] = [
  { version: '1.3.1', title: 'healthy patch', ...HEALTHY },
  { version: '1.4.0', title: 'healthy minor', ...HEALTHY },
  { version: '1.4.1', title: 'answers 8 % of the requests with an error', ...HEALTHY, errorPercent: 8 },
  { version: '1.4.2', title: 'six times slower', ...HEALTHY, latencyTimes: 6 },
  { version: '1.4.3', title: 'fails to start', ...HEALTHY, starts: false },
  { version: '1.5.0', title: 'healthy minor', ...HEALTHY },
  { version: '1.6.0', title: 'fails a test, so its gates hold it', ...HEALTHY, flaw: 'rounding' },
  { version: '2.0.0', title: 'healthy major', ...HEALTHY },
  { version: '2.0.1', title: 'answers 8 % of the requests with an error', ...HEALTHY, errorPercent: 8 },
];

/** The listed behaviour of a version, with what the admin endpoint changed about it. */
export function behaviourOf(version: Version, changes: Record<Version, Partial<Behaviour>> = {}): Behaviour {
  const { errorPercent, latencyTimes, starts } =
    DEMO_VERSIONS.find(listed => listed.version === version) ?? HEALTHY;
  return { errorPercent, latencyTimes, starts, ...changes[version] };
}

/** What is wrong with the code of a version; nothing for most. */
export const flawOf = (version: Version): string =>
  DEMO_VERSIONS.find(listed => listed.version === version)?.flaw ?? '';
