import { expect, it } from 'vitest';
import { PREFERENCES } from '../../src/release/preferences.ts';
import { keepPreferences, preferencesOf } from '../../src/store/preferences.ts';
import { onEveryStore } from '../support/database.ts';

onEveryStore(store => {
  it('who chose nothing has what everybody has', async () => {
    expect(await preferencesOf(store.db, 'U1')).toEqual(PREFERENCES);
  });

  it('choices made at the same moment are all kept', async () => {
    await Promise.all([
      keepPreferences(store.db, 'U1', { language: 'zh-CN' }),
      keepPreferences(store.db, 'U1', { email: true }),
      keepPreferences(store.db, 'U1', { quiet: { from: '22:00', until: '08:00' } }),
    ]);
    expect(await preferencesOf(store.db, 'U1')).toEqual({
      ...PREFERENCES,
      language: 'zh-CN',
      email: true,
      quiet: { from: '22:00', until: '08:00' },
    });
  });
});
