import { expect, it } from 'vitest';
import { countSenders, leaveSenders } from '../../src/store/senders.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const ALIVE_MS = 15_000;

onEveryStore(store => {
  it('the processes that send know how many they are, also after one left or was not heard of again', async () => {
    const count = (holder: string) => countSenders(store.db, holder, ALIVE_MS);
    expect(await count('one')).toBe(1);
    expect(await count('two')).toBe(2);
    expect(await count('one')).toBe(2);
    await count('three');
    await leaveSenders(store.db, 'two');
    expect(await count('one')).toBe(2);
    await moveClock(store.db, ALIVE_MS + 1);
    expect(await count('three')).toBe(1);
  });
});
