import type { Database } from './database.ts';

/** For the embedded database: nobody of the last boot is left to finish what it claimed. */
export async function voidLeases(db: Database): Promise<void> {
  await db.transaction(async tx => {
    for (const table of ['tasks', 'notices', 'boards']) {
      await tx.query(
        `update app.${table} set holder = null, lease_until = null, claim_token = null where holder is not null`,
      );
    }
    await tx.query('update app.tasks set rung_at = null where rung_at is not null');
  });
}
