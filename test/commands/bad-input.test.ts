import { describe, expect, it } from 'vitest';
import { frontDesk, GENERAL } from './front-desk.ts';

/** R-CMD-5: whatever is wrong gets one sentence, with what was probably meant, and changes nothing. */
const cases: [line: string, says: string][] = [
  ['/release aprove', 'Did you mean `/release approve`?'],
  ['/release coffee', '`/release help`'],
  ['/release `<!channel>`', '&lt;!channel&gt;'],
  ['/rollback later', '`/rollback now`'],
  ['/rollback nwo', 'Did you mean `/rollback now`?'],
  ['/release start', 'The version is missing'],
  ['/release start minor prod', 'The version is missing'],
  ['/release start v1.4 minor prod', '`v1.4`'],
  ['/release start 1.4.0.1 minor prod', '`1.4.0.1`'],
  ['/release start v1.4.0', 'The type (patch, minor, major or hotfix) is missing'],
  ['/release start v1.4.0 minor', 'The environment is missing'],
  ['/release start v1.4.0 minr prod', 'Did you mean `/release start v1.4.0 minor prod`?'],
  ['/release start v1.4.0 minor prdo', 'Did you mean `/release start v1.4.0 minor prod`?'],
  ['/release start v1.4.0 minor moon', '`production`'],
  ['/release start v1.4.0 minor testing', 'testing'],
  ['/release start v1.4.0 minor prod tomorrow', '`tomorrow`'],
  ['/release start chekcout v1.4.0 minor prod', 'Did you mean `/release start checkout v1.4.0 minor prod`?'],
  ['/release start payments v1.4.0 minor prod', 'checkout'],
  [
    '/release start v1.4.0 minor prod --stratgy canary',
    'Did you mean `/release start v1.4.0 minor prod --strategy canary`?',
  ],
  ['/release start v1.4.0 minor prod --strategy', '`--strategy` needs a value'],
  ['/release start v1.4.0 minor prod --strategy moonshot', 'It is one of `canary`'],
  [
    '/release start v1.4.0 minor prod --strategy=cannary',
    'Did you mean `/release start v1.4.0 minor prod --strategy=canary`?',
  ],
  ['/release statu checkout', 'Did you mean `/release status checkout`?'],
  ['/release status', 'No release was planned here yet'],
  ['/release start v1.4.0 minor prod --at someday', 'write it like `tomorrow 14:00`'],
  ['/release start v1.4.0 minor prod --at "2020-01-01 10:00"', 'is over'],
  ['/release start v1.4.0 minor prod --at "2027-03-28 02:30"', 'whether you meant'],
  ['/release reschedule tomorrow 14:00', 'No release here is waiting for `reschedule`'],
  ['/release start v1.4.0 minor prod --emergency', '`--emergency` needs a value'],
  ['/release start v1.4.0 minor prod --skip-security', '`--skip-security` needs a value'],
  [
    '/release start v1.4.0 minor prod --skip-security "I want"',
    'Only members of security_team or members of cto may skip gates there',
  ],
  ['/release start v1.4.0 minor prod --skip-approval', 'Approvals are never skipped without an emergency'],
  ['/rollback now --with-database --without-database', '`--without-database`'],
  ['/release approve', 'No release here is waiting for `approve`'],
  ['/release approve 9.9.9', '9.9.9'],
  ['/release approve checkout-9.9.9-abcdef', 'checkout-9.9.9-abcdef'],
  ['/release resume because I say so', '/release list'],
  ['/release lock prod "x" --for soon', '`soon`'],
  ['/release lock prod "x" --until someday', 'write it like `tomorrow 14:00`'],
  ['/release lock prod "x" --until friday', '`friday 14:00`'],
  ['/release lock prod "x" --until "2020-01-01 10:00"', 'is over'],
  [
    '/release lock prod "x" --until "2027-03-28 02:30"',
    'whether you meant `2027-03-28 01:30 +01:00` or `2027-03-28 03:30 +02:00`',
  ],
  ['/release lock prod "x" --until "2027-10-31 02:30"', 'comes twice'],
  ['/release lock prod "x" --for 1h --until "fri 18:00"', '--until fri 18:00'],
  ['/release lock', 'The environment is missing'],
  ['/release lock testing "x"', 'testing'],
  ['/release unlock prod', 'lock'],
  ['/release unlock prod please', '`please`'],
  ['/release list everything', '`everything`'],
  ['/release list chekout', 'Did you mean `/release list checkout`?'],
  ['/release calendar checkout stagin', 'Did you mean `/release calendar checkout staging`?'],
  ['/release calendar 2027-13', '`2027-13` is no month'],
  ['/release calendar 0000-01', '`0000-01` is no month'],
  ['/release freeze all', 'The end (until when, or for how long) is missing'],
  [
    '/release freeze chekout until fri 18:00 fair',
    'Did you mean `/release freeze checkout until fri 18:00 fair`?',
  ],
  ['/release freeze all from fri until mon fair', '`fri` lacks its time of day'],
  ['/release freeze all until fri 18:00 fair', 'Only members of operations or members of on_call'],
  ['/release freeze lift', 'freeze'],
  ['/release delegate <@U02BENOKAF>', 'The end (until when, or for how long) is missing'],
  ['/release delegate <@U01ANAVEGA> for 2 d', 'Your voice is yours already'],
  ['/release delegate <@U02BENOKAF> for 93 d', '92 days at most'],
  ['/release delegate <@U02BENOKAF> for 2 d for cto', 'You are not in cto yourself'],
  ['/release delegate @ben for 2 d', '`@ben` is nobody I know'],
  ['/release token', 'Only members of operations or members of security_team'],
  ['/rollback now', 'Nothing went out here'],
  ['/rollback now --strategy imediate', 'Did you mean'],
  ['/rollback now checkout prdo', 'Did you mean `/rollback now checkout prod`?'],
  ['/rollback now serach', 'Did you mean `/rollback now search`?'],
  ['/rollback to 1.3.2 stagin', 'Did you mean `/rollback to 1.3.2 staging`?'],
  ['/rollback to', 'The version is missing'],
  ['/rollback to yesterday', '`yesterday`'],
  ['/rollback to 1.3.2', 'Nothing went out here'],
  ['/rollback status', 'Nothing went out here'],
];

describe('what cannot be done', () => {
  it.each(cases)('%s is answered with one message that says %j, and changes nothing', async (line, says) => {
    const desk = await frontDesk();
    const said = await desk.types('ana', line);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toContain(says);
    expect(said[0]?.forAll).toBe(false);
    expect(desk.engine.rows()).toEqual([]);
    expect(desk.modals).toEqual([]);
    expect(desk.logged).toEqual([]);
  });

  it('a channel without a service of its own is told which there are', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release start v1.4.0 minor prod', { channel: GENERAL });
    expect(said?.text).toMatch(/checkout.*search/);
  });

  it('a bug is not the person’s fault: they get a number, and the log has it', async () => {
    const desk = await frontDesk();
    desk.desk.releases.live = () => Promise.reject(new Error('out of cheese'));
    const [said] = await desk.types('ana', '/release list');
    const id = /`([0-9a-f]{8})`/.exec(said?.text ?? '')?.[1];
    expect(desk.logged).toMatchObject([
      { message: 'a command failed', fields: { id, reason: 'Error: out of cheese' } },
    ]);
    expect(said?.text).not.toContain('cheese');
  });
});
