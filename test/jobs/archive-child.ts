import { pino } from 'pino';
import { silentBell } from '../../src/engine/bell.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { archiveReleases } from '../../src/jobs/archive-releases.ts';
import { openPostgres } from '../../src/store/postgres.ts';

/** A worker that does nothing but archive; told where by its arguments. */
const [url = '', folder = ''] = process.argv.slice(2);
const db = await openPostgres({ url });
const engine = openEngine(db, silentBell);
await archiveReleases({ db, engine, folder, keepYears: 7, log: pino({ level: 'silent' }) });
await db.close();
