import { expect, it } from 'vitest';
import { append, findCommand, headOf, readStream } from '../../src/store/event-log.ts';
import { onEveryStore } from '../support/database.ts';

onEveryStore(store => {
  it('events come back as they were recorded', async () => {
    const recorded = await store.db.transaction(tx =>
      append(tx, {
        commandId: 'c1',
        actor: 'U1',
        writes: [
          {
            stream: 'release/a',
            expectedVersion: 0,
            events: [{ type: 'Planned', data: { text: 'a "b" \\ {c} \u0000 é 🚀', none: null } }],
          },
        ],
      }),
    );
    expect(await readStream(store.db, 'release/a')).toEqual(recorded);
    expect(await findCommand(store.db, 'c1')).toEqual(recorded);
    expect((await headOf(store.db, 'release/a')).version).toBe(1);
  });
});
