import { describe, expect, it } from 'vitest';
import type { Release } from '../../src/release/state.ts';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';

const only = async (desk: FrontDesk): Promise<Release> => {
  const [row, ...others] = desk.engine.rows();
  expect(others).toEqual([]);
  return desk.load(row?.id ?? '');
};
const reason = (value: string) => ({ reason: { input: { value } } });
const GOAL = { goal: { input: { value: 'Let them pay again' } } };

describe('/release start --emergency', () => {
  it('asks CTO and CEO with the plan, and remembers the reason while the form is open', async () => {
    const desk = await frontDesk();
    await desk.types('ana', '/release start v1.4.0 minor prod --emergency "customers cannot pay"');
    await desk.sends('ana', GOAL);
    const { override, status } = await only(desk);
    expect(status).toBe('approving');
    expect(override).toMatchObject({
      asked: { by: desk.personId('ana'), reason: 'customers cannot pay' },
      decided: null,
    });
  });

  it('grants at once what a CTO asks for who says `--skip-approval`, and only then', async () => {
    for (const [flags, granted] of [
      ['--emergency "customers cannot pay" --skip-approval', true],
      ['--emergency "customers cannot pay"', false],
    ] as const) {
      const desk = await frontDesk();
      await desk.types('hana', `/release start v1.4.0 minor prod ${flags}`);
      await desk.sends('hana', GOAL);
      expect((await only(desk)).override?.decided?.is ?? null).toBe(granted ? 'granted' : null);
    }
  });

  it('of somebody else with `--skip-approval` only asks', async () => {
    const desk = await frontDesk();
    await desk.types('ana', '/release start v1.4.0 minor prod --emergency "they cannot pay" --skip-approval');
    await desk.sends('ana', GOAL);
    expect((await only(desk)).override).toMatchObject({ decided: null });
  });

  it('walked dry says whom it would ask, and asks nobody', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types(
      'ana',
      '/release start v1.4.0 minor prod --emergency "customers cannot pay" --dry-run',
    );
    expect(said?.text).toContain('It would ask cto or ceo for an emergency override (customers cannot pay)');
    expect(desk.engine.rows()).toEqual([]);
  });

  it('walked dry with `--skip-security` says which gates it would skip', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types(
      'hana',
      '/release start v1.4.0 minor prod --emergency "they cannot pay" --skip-security --dry-run',
    );
    expect(said?.text).toMatch(/gate(s would be skipped \(they cannot pay\)| is required there)/);
  });
});

describe('an override of a planned release', () => {
  it('is asked for in a form, and granted or refused in another, each with a reason', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    await desk.clicks('ben', 'override', buttonOf(release));
    await desk.sends('ben', reason('customers cannot pay'));
    await desk.clicks('ivan', 'refuse', buttonOf(release));
    const { said } = await desk.sends('ivan', reason('it can wait'));
    expect(said[0]?.text).toContain('The override of');
    expect((await only(desk)).override?.decided).toMatchObject({ is: 'refused', reason: 'it can wait' });
    expect((await only(desk)).status).toBe('approving');
  });

  it('typed by a CTO takes effect at once, and everything is ready', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const [said] = await desk.types('hana', '/release override losing orders every minute');
    expect(said?.text).toContain('is in force');
    const { override } = await only(desk);
    expect(override?.decided).toMatchObject({ is: 'granted', reason: 'losing orders every minute' });
  });

  it('is not granted by others, nor while it is not known who somebody is', async () => {
    const desk = await frontDesk();
    await desk.plans();
    await desk.types('ben', '/release override customers cannot pay');
    const [refused] = await desk.types('ben', '/release grant so be it');
    expect(refused?.text).toContain('Only members of cto or ceo decide on an override.');
    desk.losesGroups();
    const [unknown] = await desk.types('hana', '/release grant so be it');
    expect(unknown?.text).not.toContain('in force');
    expect((await only(desk)).override).toMatchObject({ decided: null });
  });

  it('reaches nobody twice: a button of a request that was answered does nothing', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    await desk.types('ben', '/release override customers cannot pay');
    await desk.types('ivan', '/release refuse it can wait');
    await desk.clicks('hana', 'grant', buttonOf(release));
    const { said } = await desk.sends('hana', reason('go'));
    expect(said[0]?.text).toContain('No override waits for an answer here.');
  });
});

describe('/release skip-security', () => {
  it('is for those the policy names', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const [said] = await desk.types('ben', '/release skip-security the scanner is down');
    expect(said?.text).toContain('Only members of security_team or members of cto may skip gates there');
  });
});

describe('/release review', () => {
  it('says so where none is owed', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const [said] = await desk.types('ana', '/release review all was well');
    expect(said?.text).toContain('No override of this release waits for a review.');
  });
});
