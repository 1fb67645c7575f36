import { describe, expect, it } from 'vitest';
import { frontDesk } from './front-desk.ts';

describe('a release that nobody could approve', () => {
  it('is refused when the only one of a mandatory group asks for it', async () => {
    const desk = await frontDesk();
    await desk.types('hana', '/release start checkout v1.4.0 minor prod');
    expect(JSON.stringify(desk.modals.at(-1))).toMatch(
      /could never be approved: nobody in cto could approve/,
    );
    expect(desk.modals.at(-1)).not.toHaveProperty('submit');
  });

  it('is refused in a dry run, too', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('hana', '/release start checkout v1.4.0 minor prod --dry-run');
    expect(said?.text).toMatch(/It would be refused now: This could never be approved/);
  });

  it('is planned all the same while Slack cannot say who is in the groups, and that is said', async () => {
    const desk = await frontDesk();
    desk.losesGroups();
    const [said] = await desk.types('ana', '/release start checkout v1.4.0 minor prod --dry-run');
    expect(said?.text).toMatch(/Whether there is anybody to approve could not be checked/);
    expect(said?.text).not.toMatch(/would be refused/);
  });
});

it('in an emergency the form opens all the same: the only CTO may ask and override', async () => {
  const desk = await frontDesk();
  const emergency = '--emergency "they cannot pay" --skip-approval';
  await desk.types('hana', `/release start checkout v1.4.0 minor prod ${emergency}`);
  expect(JSON.stringify(desk.modals.at(-1))).not.toMatch(/could never be approved/);
  expect(desk.modals.at(-1)).toHaveProperty('submit');
});

it('a Go/No-Go that could never come to GO is said when the release is planned', async () => {
  const desk = await frontDesk();
  desk.empties('qa');
  await desk.types('ana', '/release start checkout v1.4.0 minor prod');
  expect(JSON.stringify(desk.modals.at(-1))).toMatch(/could never come to GO: nobody could speak for qa/);
});
