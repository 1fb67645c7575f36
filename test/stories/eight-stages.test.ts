import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

const needless = { needless: 'it leaves nothing behind' };
const OF_TARGET = ['scan', 'backup', 'check-backup', 'migrate', 'fill-cdn', 'drop-cdn', 'flags', 'alerts'];
const OF_DATABASE = ['pause-writes', 'restore-data', 'resume-writes'];

/** Every stage has something to do; the migration cannot be undone, the journeys are walked by a command. */
const testing = {
  targetActions: [...OF_TARGET, ...OF_DATABASE],
  actions: { kind: 'shell', actions: { smoke: ['/bin/echo', 'all journeys end well'] } },
  runbook: {
    build: [
      {
        id: 'scan',
        does: 'Scan the artefact',
        action: 'scan',
        verify: { how: 'It is clean' },
        undo: needless,
      },
    ],
    database: [
      {
        id: 'backup',
        does: 'Back the database up',
        action: 'backup',
        verify: { how: 'It can be read', action: 'check-backup' },
        undo: needless,
      },
      {
        id: 'migrate',
        does: 'Migrate the schema',
        action: 'migrate',
        verify: { how: 'It has the number of the version' },
        undo: { impossible: 'the old columns are dropped' },
      },
    ],
    assets: [
      {
        id: 'cdn',
        does: 'Upload the assets',
        action: 'fill-cdn',
        verify: { how: 'The edge serves them' },
        undo: { action: 'drop-cdn', how: 'They are removed again' },
      },
    ],
    functions: [
      {
        id: 'flags',
        does: 'Set the flags',
        action: 'flags',
        verify: { how: 'They read back' },
        undo: needless,
      },
    ],
    monitoring: [
      {
        id: 'alerts',
        does: 'Test the alerts',
        action: 'alerts',
        verify: { how: 'One arrives' },
        undo: needless,
      },
    ],
    verify: [
      {
        id: 'smoke',
        does: 'Walk the journeys',
        action: 'smoke',
        verify: { how: 'All end well' },
        undo: needless,
      },
    ],
  },
  database: {
    pauseWrites: 'pause-writes',
    backup: 'backup',
    restore: 'restore-data',
    verify: 'check-backup',
    resumeWrites: 'resume-writes',
  },
};

onEveryStage(
  stage => {
    it('a release walks all eight stages, and every step’s output can be read page by page, in threads too', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.4.0 minor test --dry-run');
      const told = readable(await ana.reads(/Dry run/));
      expect(told).toMatch(/Going back is safe until “Migrate the schema”.*the old columns are dropped/);
      expect(told).toMatch(/freezes the traffic and pages/);
      expect(await lane.operations()).toEqual([]);

      await ana.types('start v1.4.0 minor test');
      const card = await lane.card('1.4.0', /Completed/, 50_000);
      expect(await lane.operations()).toEqual([
        'scan 1.4.0',
        'backup 1.4.0',
        'check-backup 1.4.0',
        'migrate 1.4.0',
        'fill-cdn 1.4.0',
        'install 1.4.0',
        'flags 1.4.0',
        'alerts 1.4.0',
        'shift 25 % to 1.4.0',
        'shift 100 % to 1.4.0',
      ]);
      expect(await lane.shares('testing')).toMatchObject({ '1.4.0': 100 });

      await ana.types('show output backup');
      const output = readable(await ana.reads(/Output of “Back the database up”, page 1 of 1/));
      expect(output).toMatch(/running backup for \w+ 1\.4\.0[\s\S]*keepDays: 7/);
      await ana.mentions('show output smoke', card.ts);
      await ana.reads(/Output of “Walk the journeys”[\s\S]*all journeys end well/);
    });

    it('a trigger past the point of no return freezes the traffic and pages; people say what becomes of the data', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      const title = new RegExp(`${lane.service} 1\\.4\\.1 → testing`);
      // 1.4.1 of the demo fails 8 % of its requests.
      await ana.types('start v1.4.1 minor test --strategy watched');
      const page = await stage.onCall.paged(title);
      expect(JSON.stringify(page)).toMatch(/error rate above 3% over 5 s.*frozen instead of rolled back/);
      await lane.card('1.4.1', /Paused/);
      expect(await lane.shares('testing')).toMatchObject({ '1.4.1': 50 });

      await ana.types('/rollback now test');
      const choice = await ana.reads(/“Migrate the schema” was begun and nothing undoes it/);
      expect(readable(choice)).toMatch(/--with-database.*--without-database/);
      expect(buttonsOn(choice)).toEqual(['rollback-now', 'rollback-now']);
      await ana.types('abort changed my mind');
      await ana.reads(/nothing undoes it/);
      expect(await lane.shares('testing')).toMatchObject({ '1.4.1': 50 });

      await ana.types('/rollback now test --with-database');
      await lane.card('1.4.1', /Rolled back/, 50_000);
      const after = (await lane.operations()).slice((await lane.operations()).indexOf('shift 0 % to 1.4.1'));
      expect(after).toEqual([
        'shift 0 % to 1.4.1',
        'restore 1.3.0',
        'pause-writes 1.4.1',
        'backup 1.4.1',
        'restore-data 1.4.1',
        'check-backup 1.4.1',
        'resume-writes 1.4.1',
        'drop-cdn 1.4.1',
      ]);
      await lane.news(/Back on 1\.3\.0, the data too/);
      await ana.types('show output rollback-7');
      await ana.reads(/backup: .*1\.4\.1.*\.backup\.1/);
    });
  },
  { lanes: 2, testing },
);
