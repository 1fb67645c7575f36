import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { aboutAlert } from '../policy/alert-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Settings } from '../settings.ts';
import { alertmanagerRoute } from '../web/alertmanager.ts';
import type { Route } from '../web/route.ts';

/** Where Alertmanager posts to, if it may. */
export const alertRoutes = (
  { alertmanagerToken: token }: Settings,
  engine: Engine,
  policy: () => Policy,
  log: Logger,
): Route[] =>
  token === null
    ? []
    : [
        alertmanagerRoute({
          token,
          engine,
          about: labels => aboutAlert(policy(), labels),
          onIgnored: (alert, why) => log.info({ alert, why }, 'an alert was not told to any release'),
          onTrouble: error =>
            log.error(
              { reason: error instanceof Error ? error.message : String(error) },
              'alerts could not be kept',
            ),
        }),
      ];
