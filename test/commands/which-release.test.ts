import { describe, expect, it } from 'vitest';
import { pick } from '../../src/commands/which-release.ts';
import type { ReleaseRow } from '../../src/store/releases.ts';
import { CHECKOUT, type FrontDesk, frontDesk, GENERAL, SEARCH } from './front-desk.ts';

const row = (id: string, status: string): ReleaseRow => ({
  id,
  service: 'checkout',
  environment: 'production',
  version: '1.4.0',
  status,
  live: true,
  waiting: false,
  owner: 'U1',
  channel: CHECKOUT,
  createdAt: 0,
  updatedAt: 0,
  streamVersion: 1,
  summary: {},
});
const a = row('a', 'approving');
const b = row('b', 'approving');
const polling = row('p', 'polling');

describe('which of several releases is meant', () => {
  it.each([
    ['the only one the deed fits', [polling, a], 'here', { one: 'a' }],
    ['all that fit, for choice', [a, b, polling], 'here', { several: [a, b] }],
    [
      'the only one there is, though its state forbids the deed: it says why',
      [polling],
      'here',
      { one: 'p' },
    ],
    ['none, when several are there and none fits', [polling, row('q', 'ready')], 'here', 'none'],
    [
      'the newest of what is named, though its state forbids the deed',
      [polling, row('q', 'ready')],
      'named',
      { one: 'p' },
    ],
    ['one that is at home elsewhere only as a choice', [a], 'elsewhere', { several: [a] }],
    ['nothing elsewhere that does not fit', [polling], 'elsewhere', 'none'],
    ['nothing where nothing is', [], 'here', 'none'],
    ['nothing for a name nobody bears', [], 'named', 'none'],
  ] as const)('%s', (_, rows, from, found) => {
    expect(pick(rows, ['approving'], from)).toEqual(found);
  });
});

const titles = (desk: FrontDesk, id: string) =>
  desk.load(id).then(({ plan }) => `${plan.version} → ${plan.environment}`);

/** Which releases a "status" led to: the one it shows, or those it offers for choice. */
async function meant(desk: FrontDesk, line: string, more: object = {}): Promise<string[]> {
  const [said] = await desk.types('ana', line, more);
  const choices = said?.buttons.filter(({ action }) => action === 'status') ?? [];
  if (choices.length > 0) {
    return Promise.all(choices.map(({ value }) => titles(desk, (JSON.parse(value) as { r: string }).r)));
  }
  const shown = said?.buttons.find(({ value }) => value.startsWith('{'));
  return shown ? [await titles(desk, (JSON.parse(shown.value) as { r: string }).r)] : [said?.text ?? ''];
}

describe('a command about a release', () => {
  it('means the only live one of the channel', async () => {
    const desk = await frontDesk();
    await desk.plans();
    await desk.plans({
      service: 'search',
      channel: SEARCH,
      version: '2.0.1',
      running: '2.0.0',
      type: 'patch',
    });
    expect(await meant(desk, '/release status')).toEqual(['1.4.0 → production']);
    expect(await meant(desk, '/release status', { channel: SEARCH })).toEqual(['2.0.1 → production']);
  });

  it('lists several for one click', async () => {
    const desk = await frontDesk();
    await desk.plans();
    await desk.plans({ environment: 'staging' });
    expect(await meant(desk, '/release status')).toEqual(['1.4.0 → staging', '1.4.0 → production']);
  });

  it.each([
    ['/release status prod', '1.4.0 → production'],
    ['/release status checkout stg', '1.4.0 → staging'],
    ['/release status v1.5.0', '1.5.0 → staging'],
    ['/release status staging 1.4.0', '1.4.0 → staging'],
    ['/release status CHECKOUT-1.5.0-000003', '1.5.0 → staging'],
  ])('%s means the one that is named', async (line, title) => {
    const desk = await frontDesk();
    await desk.plans();
    await desk.plans({ environment: 'staging' });
    await desk.plans({ environment: 'staging', version: '1.5.0' });
    const found = await meant(desk, line);
    expect(found.at(-1)).toBe(title);
  });

  it('means in a war room its release', async () => {
    const desk = await frontDesk();
    const staging = await desk.plans({ environment: 'staging' });
    await desk.plans();
    desk.rooms.set('C0WARROOM01', staging.id);
    expect(await meant(desk, '/release status', { channel: 'C0WARROOM01' })).toEqual(['1.4.0 → staging']);
  });

  it('means in a thread the release whose card begins it', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const staging = await desk.plans({ environment: 'staging' });
    desk.threads.set(`${CHECKOUT}/111.222`, staging.id);
    expect(await meant(desk, '/release status', { threadTs: '111.222' })).toEqual(['1.4.0 → staging']);
  });

  it('acts on nothing from a channel where it is not at home, but offers it', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const [said] = await desk.types('ben', '/release approve', { channel: GENERAL });
    expect(said?.buttons.map(({ action }) => action)).toEqual(['approve']);
    expect((await desk.load(release.id)).approvals.given).toEqual([]);
  });
});
