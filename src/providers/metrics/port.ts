import type { Environment, Version } from '../../release/terms.ts';
import type { HealthCheck, ProblemKind, Reading } from '../../release/watching.ts';

/** Whose numbers are wanted. */
export interface Subject {
  service: string;
  environment: Environment;
  canary: Version;
  /** Null on a first deploy: there is nothing to compare with. */
  baseline: Version | null;
}

/**
 * Where metrics come from. A reading is a fact about now: no series for the canary, `NaN` or an answer
 * that cannot be parsed is an error (`MetricsUnavailable`), never zeros. A baseline without series is empty
 * (it may have been stopped). A figure that could not be read is left out of `figures` and named in `missing`
 * with one sentence that says why: losing a figure of the service's own must not blind the error rate.
 */
export interface MetricsSource {
  /** @throws MetricsUnavailable with one sentence that says what was missing. */
  read(subject: Subject, signal: AbortSignal): Promise<Reading>;
}

export class MetricsUnavailable extends Error {
  override name = 'MetricsUnavailable';
  readonly kind: ProblemKind;
  /** What the health checks of the new version answered all the same; absent where none was made. */
  readonly checks?: HealthCheck[];

  constructor(
    message: string,
    kind: ProblemKind = 'refused',
    { checks, ...options }: ErrorOptions & { checks?: HealthCheck[] } = {},
  ) {
    super(message, options);
    this.kind = kind;
    if (checks) this.checks = checks;
  }
}

export type MetricsSources = (service: string, environment: Environment) => MetricsSource;
