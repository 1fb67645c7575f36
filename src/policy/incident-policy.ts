import { z } from 'zod';
import type { IncidentRules, Priority } from '../release/incidents.ts';
import type { Environment } from '../release/terms.ts';
import { Duration } from './duration.ts';
import { EnvironmentName, Name } from './names.ts';

const perPriority = (most: Record<Priority, string>) =>
  z
    .strictObject({
      P1: Duration.prefault(most.P1),
      P2: Duration.prefault(most.P2),
      P3: Duration.prefault(most.P3),
    })
    .prefault({});

/** What becomes an incident by itself, and who answers for it. */
export const IncidentPolicy = z.strictObject({
  /** Where a failed deploy, a rollback by itself and whatever else pages opens one. */
  environments: z.array(EnvironmentName).prefault(['production']),
  /** Somebody has to acknowledge it within this time (R-INC-1). */
  answerWithin: perPriority({ P1: '15 min', P2: '30 min', P3: '2 h' }),
  /** How long people may be left without news. */
  updateEvery: perPriority({ P1: '30 min', P2: '1 h', P3: '4 h' }),
  /** Groups that are told directly: the first at once, the next whenever nobody answered in time. */
  escalation: z.array(z.array(Name).min(1, 'at least one group')).prefault([]),
});
export type IncidentPolicy = z.output<typeof IncidentPolicy>;

/** What the policy says of the incidents of one release. */
export const incidentRulesFor = (
  { environments, answerWithin, updateEvery, escalation }: IncidentPolicy,
  environment: Environment,
): IncidentRules => ({
  automatic: environments.includes(environment),
  answerWithinMs: answerWithin,
  updateEveryMs: updateEvery,
  escalation,
});
