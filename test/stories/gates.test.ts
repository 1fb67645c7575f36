import { expect, it } from 'vitest';
import { APPROVERS, deployed, planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

const gates = {
  required: { production: ['tag', 'ancestry', 'required-checks', 'vulnerabilities'] },
  github: {},
};

onEveryStage(
  stage => {
    it('a gate fails, is mended and run again; what passed says nothing of the commit the tag is moved to', async () => {
      const lane = await stage.nextLane();
      const { gitHub } = stage;
      if (!gitHub) throw new Error('there is no repository');
      gitHub.runs = [{ name: 'build', conclusion: 'failure' }];
      gitHub.dependabot = null;
      const ana = lane.as('ana');

      const card = await planned(lane, '1.4.0');
      const notice = await ana.isTold(/Required checks did not pass\. .*0 of 1 passed; not: .build./);
      for (const handle of APPROVERS) {
        await lane.as(handle).clicks('approve', card);
        await lane.as(handle).submits();
        await lane.as(handle).reads(/Your approval of .* counts/);
      }
      await lane.card('1.4.0', /Dependency vulnerabilities and Required checks have to pass/);

      await ana.types('gates');
      const panel = await ana.reads(/2 of 4 required passed, 1 failed, 1 unknown/);
      expect(readable(panel)).toMatch(
        /GitHub, Dependabot: Dependabot is not enabled, or hidden from the token/,
      );
      expect(readable(panel)).toMatch(/Have the checks run again for this commit/);

      gitHub.runs = [{ name: 'build', conclusion: 'success' }];
      gitHub.dependabot = [{ severity: 'medium' }];
      await ana.clicks('gates-rerun', notice);
      await ana.reads(/Every source is asked anew/);
      const poll = await lane.news(/Go\/No-Go/);

      gitHub.tags['v1.4.0'] = 'stray';
      await deployed(lane, '1.4.0', poll);
      await ana.isTold(/The tag was moved/);
      await ana.isTold(/Release branch did not pass/);
      await ana.types('gates');
      await ana.reads(/Of commit .*737472.* and of no other/);
      expect(await lane.operations()).toEqual([]);
      expect(gitHub.violations).toEqual([]);
    }, 60_000);
  },
  { gates, gitHub: true },
);
