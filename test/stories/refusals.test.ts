import { expect, it } from 'vitest';
import { planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

/** Typed while a minor to production waits for approvals: the one sentence that is answered. */
const REFUSED: [typed: string, answer: RegExp][] = [
  ['/release strat v1.4.0 minor prod', /no `strat`.*Did you mean `\/release start v1\.4\.0 minor prod`\?/],
  ['/release wibble', /no `wibble`.*`\/release help`/],
  ['/rollback nwo', /no `nwo`.*Did you mean `\/rollback now`\?/],
  ['/release start', /version is missing.*`\/release start .*<version>/],
  ['/release start v1.4 minor prod', /`v1\.4` is no version.*`v1\.4\.0`/],
  ['/release start v1.5.0 prod', /type .* is missing.*`\/release start/],
  ['/release start v1.5.0 minor', /environment is missing.*`\/release start/],
  [
    '/release start v1.5.0 minr prod',
    /`minr` is no release type.*Did you mean `\/release start v1\.5\.0 minor prod`\?/,
  ],
  [
    '/release start v1.5.0 minor prodution',
    /`prodution` is no environment.*Did you mean `\/r.* production`\?/,
  ],
  ['/release start v1.5.0 minor prod now', /what to do with `now`.*`\/release start/],
  [
    '/release start chekout v1.5.0 minor prod',
    /`chekout` is no service.*Did you mean `\/release start checkout v1\.5\.0 minor prod`\?/,
  ],
  ['/release start v1.5.0 minor staging', /checkout does not go to staging.*testing or production/],
  ['/release start v1.3.0 patch test', /1\.3\.0 is out in testing already.*`\/rollback to/],
  ['/release start v1.2.9 patch test', /1\.2\.9 is older than 1\.3\.0.*`\/rollback to 1\.2\.9`/],
  ['/release start v1.4.0 patch test', /minor release.*`\/release start checkout v1\.4\.0 minor testing`/],
  [
    '/release start v1.5.0 minor test --stratgy quick',
    /no flag `--stratgy`.*Did you mean `.* --strategy quick`\?/,
  ],
  ['/release start v1.5.0 minor test --strategy', /`--strategy` needs a value/],
  [
    '/release start v1.5.0 minor test --strategy quik',
    /`quik` is no strategy.*Did you mean `.* --strategy quick`\?/,
  ],
  [
    '/release start v1.5.0 minor test --at tomorrow',
    /`tomorrow` lacks its time of day; write it like `tomorrow 14:00`/,
  ],
  ['/release approve', /someone else has to approve it.*`\/release status`/],
  ['/release approve v9.9.9', /no release `9\.9\.9`.*`\/release list`/],
  ['/release approve checkout-1.0.0-abcdef', /no release `checkout-1\.0\.0-abcdef`.*`\/release list`/],
  ['/release approve please', /what to do with `please`.*`\/release approve/],
  ['/release deploy', /waiting for approvals.*can’t deploy it now.*`\/release approve`/],
  ['/release go', /older state|waiting for approvals/],
  ['/release pause', /waiting for approvals.*can’t pause it now.*`\/release/],
  ['/release resume', /waiting for approvals.*can’t resume it now.*`\/release/],
  ['/release promote', /waiting for approvals.*can’t promote it now.*`\/release/],
  ['/release retry', /waiting for approvals.*can’t retry a step now.*`\/release/],
  ['/release lock prod --for ever "Audit"', /`ever` is no length of time.*`30 min`/],
  ['/release unlock prod', /It is not locked/],
  ['/rollback to 1.2', /`1\.2` is no version/],
  ['/rollback to', /version is missing.*`\/rollback to <version>/],
  ['/rollback now prodution', /`prodution` is no environment.*Did you mean `\/r.* production`\?/],
  ['/rollback now test --strategy fast', /`fast` is no way to roll back.*`immediate`/],
  ['/rollback now test --with-database --without-database', /what to do with `--without-database`/],
];

onEveryStage(
  stage => {
    it('bad input gets one sentence with what was probably meant, and changes nothing', async () => {
      const lane = await stage.nextLane();
      const { workspace } = stage;
      const ana = lane.as('ana');
      await planned(lane, '1.4.0');
      await ana.reads(/is planned as/);
      const before = workspace.messages(lane.channel).map(readable);

      const answers = [];
      for (const [typed, answer] of REFUSED) {
        await ana.types(typed);
        const said = readable(await ana.reads(/./));
        answers.push({ typed, said, fits: answer.test(said), lines: said.split('\n').length });
      }
      expect(answers.filter(({ fits, lines }) => !fits || lines > 1)).toEqual([]);

      expect(workspace.modal('ana')).toBeUndefined();
      expect(workspace.messages(lane.channel).map(readable)).toEqual(before);
      expect(await lane.operations()).toEqual([]);
      await ana.types('list');
      const list = readable(await ana.reads(/Live releases/));
      expect(list.match(/checkout 1\.4\.0/g)).toHaveLength(1);
      expect(list).not.toMatch(/1\.5\.0/);
    });

    it('what only the form can find out is said in the form, and it cannot be sent', async () => {
      const lane = await stage.nextLane();
      const ana = lane.as('ana');
      await ana.types('start v1.3.0 minor prod');
      const dialog = await ana.isAsked(/1\.3\.0 is out in production already/);
      expect(dialog.submit).toBeNull();
      await ana.cancels();
      await ana.types('start v2.0.0 minor prod');
      await ana.isAsked(
        /2\.0\.0 is a major release against 1\.3\.0.*`\/release start .* v2\.0\.0 major prod`/,
      );
      await ana.cancels();
      expect(stage.workspace.messages(lane.channel)).toEqual([]);
    });
  },
  { lanes: 2 },
);
