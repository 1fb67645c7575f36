import { expect, it } from 'vitest';
import { keepPolicy, policyText } from '../../src/store/policies.ts';
import { onEveryStore } from '../support/database.ts';

onEveryStore(store => {
  it('a policy is kept once under its digest, and the first text stays', async () => {
    await keepPolicy(store.db, 'abc', '{"groups":{}}');
    await keepPolicy(store.db, 'abc', 'something else');
    expect(await policyText(store.db, 'abc')).toBe('{"groups":{}}');
    expect(await policyText(store.db, 'def')).toBeNull();
  });
});
