import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { WorkspaceOptions } from '../../sandbox/workspace/options.ts';
import { type LineChart, PictureFailed, type Pictures } from '../../src/providers/pictures/port.ts';
import { TMINUS } from '../../src/release/terms.ts';
import { allGo, approved, deployedBy, done, found, planned, started } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { PIXEL } from '../support/pixel.ts';
import { CHANNEL, type PostOffice, postOfficeOn } from './post-office.ts';
import { getsWorse } from './worsening-traffic.ts';

const OWNER = 'U01ANAVEGA';
const OLD_WORKSPACE = { unknownBlocks: ['data_visualization'] };

let store: OpenedStore;
let workspace: Workspace;
let office: PostOffice;
let drawn: LineChart[];
let aheadMs: number;

beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  drawn = [];
  aheadMs = 0;
});
afterEach(() => workspace.close());
afterAll(() => store.close());

/** A picture is one point; what is drawn has tests of its own. */
const pictures: Pictures = {
  async draw(chart) {
    drawn.push(chart);
    return PIXEL;
  },
};

/** A minute of traffic in which the canary got worse and worse, then a finding that rolls it back. */
async function foundBad(options: WorkspaceOptions = {}, draws = pictures): Promise<void> {
  // Slack's clock goes with ours, which is moved below.
  const clock = () => Date.now() + aheadMs;
  workspace = await openWorkspace({ tiers: false, fileProcessingMs: 0, clock, ...options });
  office = postOfficeOn(store.db, workspace, { pictures: draws });
  const plan = planned('minor', 'production', { channel: CHANNEL, owner: OWNER });
  await office.given([
    plan,
    approved,
    allGo,
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
  ]);
  await office.deliver();
  await getsWorse(office, RELEASE, 6);
  aheadMs = office.aheadMs();
  await office.given(found({ trigger: 'error rate above 10 %' }));
}

const told = (says: RegExp) => workspace.messages(CHANNEL).filter(({ text }) => says.test(text));
const finding = () => told(/error rate above 10 %: seen/);
const blocksOf = (type: string) =>
  finding().flatMap(({ blocks }) => blocks.filter(block => block.type === type));

describe('a finding', () => {
  it('is told once in the thread, explained, with the chart in Slack’s own block', async () => {
    await foundBad();
    await office.deliver();
    expect(finding()).toHaveLength(1);
    expect(finding()[0]?.threadTs).toBeDefined();
    expect(JSON.stringify(finding()[0]?.blocks)).toMatch(/\*Why:\*.*\*Numbers:\*.*\*How sure:\*/);
    const [chart] = blocksOf('data_visualization') as unknown as {
      chart: { series: { data: unknown[] }[] };
    }[];
    expect(chart?.chart.series[0]?.data.length).toBeGreaterThanOrEqual(4);
    expect(drawn).toEqual([]);
  });

  it('brings no chart into the channel: that is no stream', async () => {
    await foundBad();
    await office.deliver();
    const inChannel = workspace
      .messages(CHANNEL)
      .filter(({ threadTs, ts }) => threadTs === undefined || threadTs === ts);
    expect(inChannel.length).toBeGreaterThan(1);
    expect(JSON.stringify(inChannel)).not.toMatch(/data_visualization|slack_file/);
  });

  it('comes with a picture and its alt text where the workspace has no such block, and asks it no more', async () => {
    await foundBad(OLD_WORKSPACE);
    await office.deliver();
    expect(finding()).toHaveLength(1);
    expect(blocksOf('image')).toMatchObject([
      {
        slack_file: { id: expect.stringMatching(/^F/) },
        alt_text: expect.stringMatching(/new 1\.4\.0: .* at most/),
      },
    ]);
    const refused = () =>
      workspace.calls('chat.postMessage').filter(({ answer }) => answer.error === 'invalid_blocks');
    expect(refused()).toHaveLength(1);
    await office.given(found({ trigger: 'error rate above 15 %' }));
    await office.deliver();
    expect(refused()).toHaveLength(1);
  });
});

describe('a picture', () => {
  it.each(['upload', 'files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'whose upload broke at %s is uploaded again, and shown in one message',
    async method => {
      await foundBad(OLD_WORKSPACE);
      workspace.faults.add({ method, kind: 'reset', when: 'after' });
      await office.deliver();
      expect(finding()).toHaveLength(1);
      expect(blocksOf('image')).toHaveLength(1);
    },
  );

  it('waits as long as Slack asks for', async () => {
    await foundBad(OLD_WORKSPACE);
    workspace.faults.add({ method: 'files.getUploadURLExternal', kind: '429', retryAfterSeconds: 4 });
    await office.deliver();
    expect(blocksOf('image')).toHaveLength(1);
  });

  it('that Slack has not looked at yet is shown a moment later, and not drawn again', async () => {
    let lookedAt = Date.now() + 60_000;
    await foundBad({ ...OLD_WORKSPACE, fileProcessingMs: 2_000, clock: () => lookedAt });
    for (let round = 0; round < 4; round += 1) {
      await office.notices();
      await office.wait(1_000);
    }
    expect(finding()).toHaveLength(0);
    lookedAt += 3_000;
    await office.deliver();
    expect(finding()).toHaveLength(1);
    expect(blocksOf('image')).toHaveLength(1);
    expect(drawn).toHaveLength(1);
  });

  it('is in one message also when nobody knows whether that was posted', async () => {
    await foundBad(OLD_WORKSPACE);
    await office.notices();
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    await office.deliver();
    expect(finding()).toHaveLength(1);
    expect(blocksOf('image')).toHaveLength(1);
  });

  it.each([
    [
      'cannot be drawn',
      () => foundBad(OLD_WORKSPACE, { draw: () => Promise.reject(new PictureFailed('no fonts')) }),
    ],
    ['may not be uploaded', () => foundBad({ ...OLD_WORKSPACE, app: { scopes: SCOPES } })],
  ])('that %s holds nothing up: the words go without it and say how to ask', async (_, prepare) => {
    await prepare();
    await office.notices();
    await office.notices();
    expect(finding()).toHaveLength(1);
    expect(JSON.stringify(finding()[0]?.blocks)).toMatch(
      /could not be shown here\. `\/release show verdict`/,
    );
  });

  it('that cannot be uploaded for long is given up after ten seconds in an emergency', async () => {
    await foundBad(OLD_WORKSPACE);
    workspace.faults.add({ method: 'upload', kind: '503', times: 1_000 });
    for (let second = 0; second < 9; second += 1) {
      await office.notices();
      await office.wait(1_000);
    }
    expect(finding()).toHaveLength(0);
    await office.wait(3_000);
    await office.notices();
    expect(finding()).toHaveLength(1);
    expect(blocksOf('image')).toEqual([]);
  });
});

it('the end of a rollback brings a report into the thread, with a button to the whole of it', async () => {
  await foundBad();
  await office.deliver();
  const parts = ['rollback-1', 'rollback-2', 'rollback-3', 'rollback-4'];
  for (const [part] of parts.entries()) {
    await office.given({ type: 'BeginPart', part });
    await office.given(({ release }) => ({
      type: 'FinishPart',
      part,
      operation: release?.rollback?.operation?.id ?? '',
      note: '',
    }));
  }
  const release = await office.engine.load(RELEASE);
  expect(release).toMatchObject({ status: 'rolled-back', rollback: { by: TMINUS } });
  await office.deliver();
  const [report, ...more] = workspace
    .messages(CHANNEL)
    .filter(({ blocks }) => /Rollback report/.test(JSON.stringify(blocks)));
  expect(more).toEqual([]);
  expect(report?.threadTs).toBeDefined();
  expect(JSON.stringify(report?.blocks)).toMatch(
    /\*Decide\*: .*\*Traffic away\*: .*is locked by tminus.*"action_id":"report"/,
  );
});

const SCOPES = ['chat:write', 'channels:history', 'groups:history', 'im:history', 'im:write'];
