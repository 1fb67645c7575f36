import { expect, it } from 'vitest';
import { isRefusal } from '../../src/release/refusals.ts';
import { headOf, readStream } from '../../src/store/event-log.ts';
import { tokenOf } from '../../src/store/evidence-tokens.ts';
import { isToken } from '../../src/web/evidence-token.ts';
import { tokenQueries } from '../../src/wiring/evidence-tokens.ts';
import { onEveryStore } from '../support/database.ts';
import { engineOn } from '../support/on-engine.ts';

const WISH = { service: 'checkout', name: 'ci', lastsMs: 3_600_000, gates: null, environments: null };

onEveryStore(store => {
  it('a token is kept as a hash, and who made and took it back is on record without it', async () => {
    const tokens = tokenQueries(store.db, engineOn(store.db).engine);
    const made = await tokens.make(WISH, { commandId: 'slash/1', actor: 'U0OPAL' });
    if (isRefusal(made)) throw new Error(made.refusal);
    const { id } = made.kept;
    const kept = await tokenOf(store.db, id);
    expect(kept && isToken(made.token, kept.hash)).toBe(true);
    await tokens.revoke(id, { commandId: 'slash/2', actor: 'U0OPAL' });
    expect((await tokens.all())[0]?.revokedAt).not.toBeNull();
    const records = await readStream(store.db, 'organisation');
    expect(records.map(({ type, actor, data }) => [type, actor, data])).toEqual([
      [
        'TokenMade',
        'U0OPAL',
        expect.objectContaining({ token: id, service: 'checkout', until: expect.any(Number) }),
      ],
      ['TokenRevoked', 'U0OPAL', { by: 'U0OPAL', token: id }],
    ]);
    expect(JSON.stringify(records)).not.toContain(made.token);
  });

  it('the same wish delivered to another process makes no second token', async () => {
    const tokens = tokenQueries(store.db, engineOn(store.db).engine);
    const carrying = { commandId: 'slash/3', actor: 'U0OPAL' };
    await tokens.make(WISH, carrying);
    const { version } = await headOf(store.db, 'organisation');
    await expect(tokens.make(WISH, carrying)).rejects.toThrow();
    expect((await headOf(store.db, 'organisation')).version).toBe(version);
    expect(await tokens.all()).toHaveLength(1);
  });
});
