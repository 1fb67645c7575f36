import { openEmbedded } from '../../src/store/embedded.ts';
import { append, headOf } from '../../src/store/event-log.ts';

/**
 * A process that appends to one stream for as long as it lives, and prints the version each time one is
 * acknowledged. Its argument is the data folder.
 */
const db = await openEmbedded({ folder: process.argv[2]!, maintainEveryMs: 300 }).catch((error: Error) => {
  console.log(`refused: ${error.message}`);
  process.exit(1);
});
let count = (await headOf(db, 'release/a')).version / 3;
for (; ; count++) {
  const events = [1, 2, 3].map(part => ({ type: 'Moved', data: { part } }));
  await db.transaction(tx =>
    append(tx, {
      commandId: `command-${count}`,
      actor: 'U1',
      writes: [{ stream: 'release/a', expectedVersion: count * 3, events }],
    }),
  );
  console.log(`acknowledged ${count * 3 + 3}`);
}
