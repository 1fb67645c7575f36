import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { reasonOf } from '../jobs/duty.ts';
import type { Settings } from '../settings.ts';
import { pagerDutyRoute } from '../web/pagerduty.ts';
import type { Route } from '../web/route.ts';

/** Where PagerDuty tells what people did about an incident, if it may. */
export const pagingRoutes = ({ pagerDuty }: Settings, engine: Engine, log: Logger): Route[] =>
  pagerDuty?.webhookSecret === undefined
    ? []
    : [
        pagerDutyRoute({
          secret: pagerDuty.webhookSecret,
          engine,
          onTrouble: error =>
            log.error({ reason: reasonOf(error) }, 'what PagerDuty told could not be recorded'),
        }),
      ];
