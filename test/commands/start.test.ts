import { describe, expect, it, vi } from 'vitest';
import { PLAN_CALLBACK } from '../../src/views/plan-modal.ts';
import { frontDesk } from './front-desk.ts';

const goal = (value: string) => ({ goal: { input: { value } } });
const START = '/release start v1.4.0 minor prod';

describe('/release start', () => {
  it('opens the plan form filled with what was merged since the running version', async () => {
    const change = { author: 'kofi', url: '', labels: [] };
    const desk = await frontDesk({
      changes: [
        { ...change, number: 7, title: 'feat: pay by link' },
        { ...change, number: 8, title: 'Round prices', labels: ['bug'] },
      ],
    });
    expect(await desk.types('ana', START)).toEqual([]);
    const shown = JSON.stringify(desk.modals);
    expect(desk.modals).toHaveLength(1);
    expect(desk.modals[0]?.callback_id).toBe(PLAN_CALLBACK);
    expect(shown).toContain('pay by link (#7, kofi)');
    expect(shown).toContain('Round prices (#8, kofi)');
    expect(desk.engine.rows()).toEqual([]);
  });

  it('shows at once that it is being filled, before target and source host have answered', async () => {
    const desk = await frontDesk();
    const learn = desk.desk.facts;
    let answer: () => void = () => {};
    const gate = new Promise<void>(resolve => {
      answer = resolve;
    });
    desk.desk.facts = subject => gate.then(() => learn(subject));
    const typed = desk.types('ana', START);
    await vi.waitFor(() => expect(desk.modals).toHaveLength(1));
    expect(desk.modals[0]).not.toHaveProperty('submit');
    answer();
    await typed;
    expect(desk.modals[0]).toHaveProperty('submit');
  });

  it('plans what was sent off, under an id that is the same for the same form', async () => {
    const desk = await frontDesk();
    await desk.types('ana', START);
    const { said } = await desk.sends('ana', goal('Faster payment'));
    const [row] = desk.engine.rows();
    expect(row).toMatchObject({
      service: 'checkout',
      environment: 'production',
      version: '1.4.0',
      status: 'approving',
    });
    expect(said[0]?.text).toContain('3 approvals are still missing, among them security_team, cto');
    const release = await desk.load(row?.id ?? '');
    expect(release.plan).toMatchObject({
      goal: 'Faster payment',
      running: '1.3.2',
      commit: 'c0ffee0',
      owner: desk.personId('ana'),
    });
  });

  it('keeps the form open and says at the field what is missing', async () => {
    const desk = await frontDesk();
    await desk.types('ana', START);
    const { submission } = await desk.sends('ana', goal(' '));
    expect(submission).toMatchObject({ errors: { goal: expect.stringContaining('goal') } });
    expect(desk.engine.carried).toEqual([]);
  });

  it('takes the same version as one that was planned in the meantime, but not one that went out', async () => {
    const desk = await frontDesk();
    await desk.types('ana', START);
    const engine = desk.engine.handle;
    desk.engine.handle = async () => ({
      is: 'refused',
      refusal: { refusal: 'already-released', version: '1.4.0', environment: 'production' },
      release: null,
    });
    const { said } = await desk.sends('ana', goal('Faster payment'));
    desk.engine.handle = engine;
    expect(said).toEqual([]);
    expect(desk.modals).toHaveLength(2);
    expect(JSON.stringify(desk.modals[1])).toContain('Faster payment');
    expect(JSON.stringify(desk.modals[1])).toContain('⛔ 1.4.0 is out in');
  });

  it('refuses a second plan for what is under way, and names the first', async () => {
    const desk = await frontDesk();
    const { id } = await desk.plans();
    await desk.types('kofi', START);
    expect(JSON.stringify(desk.modals[0]?.blocks)).toContain(`\`/release status ${id}\``);
    expect(desk.modals[0]).not.toHaveProperty('submit');
  });

  it.each([
    ['a version that is out already', '/release start v1.3.2 patch prod', '1.3.2 is out in'],
    ['a version older than what runs', '/release start v1.2.0 minor prod', '/rollback to 1.2.0'],
    [
      'a type lower than the real bump',
      '/release start v1.4.0 patch prod',
      '`/release start checkout v1.4.0 minor prod`',
    ],
  ])('says in the form why %s is refused', async (_, line, says) => {
    const desk = await frontDesk();
    await desk.types('ana', line);
    expect(JSON.stringify(desk.modals[0]?.blocks)).toContain(says);
    expect(desk.modals[0]).not.toHaveProperty('submit');
  });

  it('allows a higher type than the real bump', async () => {
    const desk = await frontDesk();
    await desk.types('ana', '/release start v1.4.0 major prod');
    expect(desk.modals[0]).toHaveProperty('submit');
  });

  it('is refused without a form with a command that can be copied', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release start 1.4.0 patch dev');
    expect(said?.text).toContain('`/release start checkout v1.4.0 minor development`');
    expect(desk.engine.rows()).toEqual([]);
  });

  it('plans at once where the policy asks for no form', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release start 1.4.0 minor dev');
    expect(desk.modals).toEqual([]);
    expect(desk.engine.rows()).toMatchObject([{ environment: 'development', version: '1.4.0' }]);
    expect(said?.text).toContain('is planned as `checkout-1.4.0-');
  });

  it('takes type and environment in either order, the service in front, and a strategy', async () => {
    const desk = await frontDesk();
    await desk.types('ana', '/release start search v1.4.0 staging minor --strategy blue-green');
    await desk.sends('ana', goal('Better ranking'));
    const [row] = desk.engine.rows();
    expect(row).toMatchObject({ service: 'search', environment: 'staging' });
    expect((await desk.load(row?.id ?? '')).runbook.strategy).toBe('blue-green');
  });

  it('from a mention, which opens no form, is answered with the command to type', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', START, { triggerId: null });
    expect(said?.text).toContain('`/release start checkout v1.4.0 minor production`');
  });

  it('shows what could not be learned and goes on', async () => {
    const desk = await frontDesk({ problems: ['The tag could not be checked: GitHub is away'] });
    await desk.types('ana', START);
    expect(JSON.stringify(desk.modals[0])).toContain('GitHub is away');
    expect(desk.modals[0]).toHaveProperty('submit');
  });
});

describe('a dry run', () => {
  it('walks every step, and touches and creates nothing', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', `${START} --dry-run`);
    for (const percent of [5, 25, 50, 100]) expect(said?.text).toContain(`${percent}% to 1.4.0`);
    expect(desk.engine.rows()).toEqual([]);
    expect(desk.engine.carried).toEqual([]);
    expect(desk.modals).toEqual([]);
  });

  it('says what would be refused', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release start v1.4.0 patch prod --dry-run');
    expect(said?.text).toContain('minor');
  });
});

describe('/release edit', () => {
  it('opens the form with what the plan says, and asks for approval again', async () => {
    const desk = await frontDesk({ commit: 'beef123' });
    const { id } = await desk.plans();
    await desk.types('ana', '/release edit');
    expect(JSON.stringify(desk.modals[0])).toContain('Faster payment');
    const { said } = await desk.sends('ana', goal('Even faster payment'));
    expect(said[0]?.text).toContain('is changed. 3 approvals are still missing');
    expect(await desk.load(id)).toMatchObject({
      revisions: 1,
      plan: { goal: 'Even faster payment', commit: 'beef123', version: '1.4.0' },
    });
  });

  it('does not overwrite what somebody else changed in the meantime: the form opens again', async () => {
    const desk = await frontDesk({ commit: null });
    const { id } = await desk.plans();
    await desk.types('ana', '/release edit');
    const form = desk.modals[0];
    const { runbook, terms, plan } = await desk.load(id);
    const agreement = { plan: { ...plan, goal: 'Another' }, terms, runbook, digest: 'e'.repeat(64) };
    await desk.engine.work(id, { type: 'RevisePlan', by: desk.personId('ben'), agreement });
    expect(form).toBe(desk.modals.at(-1));
    await desk.sends('ana', goal('Mine'));
    expect((await desk.load(id)).plan.goal).toBe('Another');
    expect(JSON.stringify(desk.modals.at(-1))).toContain('Mine');
  });

  it('is refused once it is going out', async () => {
    const desk = await frontDesk();
    await desk.types('ana', '/release start 1.4.0 minor dev');
    const [row] = desk.engine.rows();
    const release = await desk.load(row?.id ?? '');
    const facts = { running: '1.3.2', commit: 'c0ffee0', digest: release.digest, groups: {} };
    await desk.engine.work(release.id, { type: 'StartDeploy', facts });
    const [said] = await desk.types('ana', `/release edit ${release.id}`);
    expect(said?.text).toContain('deploying');
    expect(desk.modals).toEqual([]);
  });
});

describe('a form that cannot be looked at', () => {
  it('stays open, so that what was written is not lost', async () => {
    const desk = await frontDesk();
    await desk.types('ana', START);
    const form = desk.modals.at(-1);
    if (form) form.private_metadata = 'spoilt';
    const { submission } = await desk.sends('ana', goal('Faster payment'));
    expect(submission).toMatchObject({ errors: { goal: expect.stringMatching(/`[0-9a-f]{8}`/) } });
    expect(desk.logged).toHaveLength(1);
  });
});
