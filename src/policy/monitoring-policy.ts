import { z } from 'zod';
import { AlertPolicy } from './alert-policy.ts';
import { Duration } from './duration.ts';
import { HaproxyName, HaproxySlots } from './haproxy-target.ts';
import { IncidentPolicy } from './incident-policy.ts';
import { Name, Percent, ServiceName, Some, Text, YesOrNo } from './names.ts';
import { LanguagePolicy, NoticesPolicy } from './notices-policy.ts';
import { Address, Secret } from './references.ts';
import { SuccessPolicy } from './success-policy.ts';
import { TriggerPolicy } from './trigger-policy.ts';

const labels = z.record(z.string().regex(/^[a-zA-Z_]\w*$/, 'the name of a label'), z.string());

/** What the metrics are called where they do not follow the usual names. */
const Names = z.strictObject({
  requests: Text.exactOptional(),
  codeLabel: Text.exactOptional(),
  errorCodes: Text.exactOptional(),
  versionLabel: Text.exactOptional(),
  latency: Text.exactOptional(),
  instanceLabels: z.array(Text).exactOptional(),
});

const shared = {
  /** Sent with each request; what is secret in them is a reference. */
  headers: z.record(z.string(), Secret).exactOptional(),
  names: Names.exactOptional(),
  /** The critical health check of the new version; `{canary}` is filled in. */
  healthUrl: Address.exactOptional(),
  /** More health checks, critical or not; `{canary}` is filled in. */
  health: z
    .array(z.strictObject({ name: Name, url: Address, critical: YesOrNo.prefault(true) }))
    .exactOptional(),
};

const exposedFigures = z
  .array(
    z.strictObject({
      name: Name,
      metric: Text,
      labels: labels.exactOptional(),
      combine: z.enum(['sum', 'mean', 'min', 'max']).exactOptional(),
    }),
  )
  .exactOptional();

const Exposition = z.strictObject({
  kind: z.literal('exposition'),
  /** Where metrics are exposed; `{service}`, `{environment}`, `{canary}` and `{baseline}` are filled in. */
  urls: z.array(Address).min(1, 'at least one address'),
  /** Only series with these labels count. */
  labels: labels.exactOptional(),
  figures: exposedFigures,
  ...shared,
});

const Prometheus = z
  .strictObject({
    kind: z.literal('prometheus'),
    url: Address,
    /** Own PromQL where the usual one does not fit. */
    queries: z
      .strictObject({
        requests: Text.exactOptional(),
        buckets: Text.exactOptional(),
        age: z.union([Text, z.null()]).exactOptional(),
      })
      .exactOptional(),
    /** Older samples are no measurement of now. */
    staleAfter: Duration.exactOptional(),
    figures: z.array(z.strictObject({ name: Name, query: Text })).exactOptional(),
    ...shared,
  })
  .transform(({ staleAfter, ...rest }) => ({
    ...rest,
    ...(staleAfter === undefined ? {} : { staleAfterMs: staleAfter }),
  }));

const Haproxy = z.strictObject({
  kind: z.literal('haproxy'),
  /** Where HAProxy's own exporter is; one address for each HAProxy. */
  urls: z.array(Address).min(1, 'at least one address'),
  /** Those of the target when it is a `haproxy` target too. */
  backend: HaproxyName.exactOptional(),
  slots: HaproxySlots.exactOptional(),
  figures: exposedFigures,
  headers: shared.headers,
  healthUrl: shared.healthUrl,
  health: shared.health,
});

const HEALTH_EXPECTED = 'a critical health check: `healthUrl`, or one of `health`';

/** Nothing but health checks: such a service is judged by whether they pass. */
const Health = z
  .strictObject({ kind: z.literal('health'), healthUrl: shared.healthUrl, health: shared.health })
  .refine(
    ({ healthUrl, health = [] }) => healthUrl !== undefined || health.some(({ critical }) => critical),
    HEALTH_EXPECTED,
  );

/** Where the metrics of one service in one environment come from; its fields are the options of that source. */
export const MetricsOf = z.discriminatedUnion('kind', [Exposition, Prometheus, Haproxy, Health]);
export type MetricsOf = z.output<typeof MetricsOf>;

const Pace = z.strictObject({
  /** Time between two samples during the rollout. */
  every: Duration.exactOptional(),
  /** The same after completion. */
  afterEvery: Duration.exactOptional(),
  /** How long watching goes on after completion. */
  afterFor: Duration.exactOptional(),
  /** A phase passes only with at least this many requests to the new version seen in it. */
  minRequests: Some.exactOptional(),
  /** This many samples in a row that could not be measured hold the rollout. */
  lostAfter: Some.exactOptional(),
});

const FALSE_ALARM_EXPECTED = 'a number above 0 and below 50';
const ALLOWED_EXPECTED = 'a number above 0 and up to 100';
const TOLERATE_EXPECTED = 'a number from 1 up';

/** How the new version is compared with the one that runs beside it. */
const ComparisonPolicy = z.strictObject({
  /** The chance of blaming a version that is no worse, however long it is watched. */
  falseAlarmPercent: z
    .number({ error: FALSE_ALARM_EXPECTED })
    .gt(0, FALSE_ALARM_EXPECTED)
    .lt(50, FALSE_ALARM_EXPECTED)
    .exactOptional(),
  /** It may be bad so many times as often. */
  tolerate: z.number({ error: TOLERATE_EXPECTED }).min(1, TOLERATE_EXPECTED).exactOptional(),
  /** Slower answers are compared as errors are. */
  slowerThan: Duration.exactOptional(),
  /** A phase passes when certainly no more requests fail. */
  allowedPercent: Percent.gt(0, ALLOWED_EXPECTED).exactOptional(),
});
type ComparisonPolicy = z.output<typeof ComparisonPolicy>;

const Watched = z.strictObject({
  metrics: MetricsOf,
  /** A preset of triggers. */
  triggers: Name.prefault('default'),
  /** A set of `success`: what its phases have to show. Without one only the triggers and the traffic count. */
  success: Name.exactOptional(),
  pace: Pace.exactOptional(),
  /** Whether it is compared, and what differs here. */
  comparison: z
    .union([YesOrNo, ComparisonPolicy], {
      error: '`true`, `false`, or what differs from `comparison` at the top',
    })
    .exactOptional(),
});
export type Watched = z.output<typeof Watched>;

const TriggerPreset = z
  .array(TriggerPolicy)
  .min(1, 'at least one trigger')
  .refine(
    triggers => new Set(triggers.map(({ name }) => name)).size === triggers.length,
    'triggers that differ in their names',
  );

/** `config/monitoring.yml`: how a new version is watched. */
export const MonitoringPolicy = z.strictObject({
  pace: Pace.prefault({}),
  comparison: ComparisonPolicy.prefault({}),
  /** The organisation's own presets of triggers, besides `default`, `hybrid` and `alerts`. */
  triggers: z.record(Name, TriggerPreset).prefault({}),
  /** What phases have to show, by name, besides `hybrid`. */
  success: z.record(Name, SuccessPolicy).prefault({}),
  alertmanager: AlertPolicy.prefault({}),
  language: LanguagePolicy.prefault({}),
  /** Left out, nothing opens an incident by itself. */
  incidents: IncidentPolicy.exactOptional(),
  notices: NoticesPolicy.prefault({}),
  services: z.record(
    ServiceName,
    z.strictObject({
      development: Watched.exactOptional(),
      testing: Watched.exactOptional(),
      staging: Watched.exactOptional(),
      production: Watched.exactOptional(),
    }),
  ),
});
export type MonitoringPolicy = z.output<typeof MonitoringPolicy>;
export type Pace = z.output<typeof Pace>;

/** R-WATCH-2 and R-WATCH-9: read every 10 s while it goes out, and for 24 h after. */
export const PACE_DEFAULTS: Required<Pace> = {
  every: 10_000,
  afterEvery: 60_000,
  afterFor: 24 * 3_600_000,
  minRequests: 100,
  lostAfter: 5,
};

/** R-WATCH-5, and the least grave alert of R-WATCH-3. */
export const COMPARISON_DEFAULTS: Required<ComparisonPolicy> = {
  falseAlarmPercent: 1,
  tolerate: 1.25,
  slowerThan: 1000,
  allowedPercent: 1,
};
