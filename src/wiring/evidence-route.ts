import type { Logger } from 'pino';
import type { Bell } from '../engine/bell.ts';
import type { Engine } from '../engine/engine.ts';
import { closest } from '../policy/closest.ts';
import type { Policy } from '../policy/policy.ts';
import { readPosted } from '../providers/evidence/reports/read-posted.ts';
import type { Database } from '../store/database.ts';
import { gatherNow } from '../store/posted-evidence.ts';
import { releasesOf } from '../store/releases.ts';
import { evidenceRoute } from '../web/evidence.ts';
import type { Route } from '../web/route.ts';

export interface EvidenceRouteParts {
  db: Database;
  engine: Pick<Engine, 'load'>;
  bell: Bell;
  policy: () => Policy;
  log: Logger;
}

/** Where CI posts evidence to; without a token nobody may. */
export const evidenceRoutes = ({ db, engine, bell, policy, log }: EvidenceRouteParts): Route[] => [
  evidenceRoute({
    db,
    read: readPosted,
    closest,
    isService: name => Object.hasOwn(policy().release.services, name),
    async commitsOf(service, version) {
      const rows = (await releasesOf(db, { service, version })).filter(({ live }) => live);
      const releases = await Promise.all(rows.map(({ id }) => engine.load(id)));
      return [...new Set(releases.flatMap(release => release?.plan.commit ?? []))];
    },
    wake: async service => bell.ring(await gatherNow(db, service)),
    onTrouble: error =>
      log.error(
        { reason: error instanceof Error ? error.message : String(error) },
        'posted evidence could not be kept',
      ),
  }),
];
