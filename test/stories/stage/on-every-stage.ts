import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { STORES } from '../../support/database.ts';
import { openStage, type Stage, type StageOptions } from './open-stage.ts';

/** The same stories on both kinds of storage, each kind with one bot for all of them. */
export function onEveryStage(declare: (stage: Stage) => void, options: StageOptions = {}): void {
  describe.each(STORES)('with %s storage', kind => {
    const stage = {} as Stage;
    let isOpen = false;
    beforeAll(async () => {
      Object.assign(stage, await openStage(kind, options));
      isOpen = true;
    }, 120_000);
    afterEach(() => {
      expect(stage.errors()).toEqual([]);
    });
    afterAll(async () => {
      if (isOpen) await stage.close();
    });
    declare(stage);
  });
}
