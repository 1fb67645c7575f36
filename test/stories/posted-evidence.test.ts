import { expect, it } from 'vitest';
import { approved, planned } from './stage/ceremony.ts';
import { commitOf } from './stage/ci.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable } from './stage/reading.ts';

const gates = { required: { production: ['tests', 'coverage'] }, ci: { gates: ['tests', 'coverage'] } };
const facts = (passed: number, percent: number) => [
  { facts: { gate: 'tests', run: 50, passed } },
  { facts: { gate: 'coverage', percent } },
];

onEveryStage(
  stage => {
    async function post(token: string, fields: object): Promise<[status: number, error: string]> {
      const response = await fetch(`${stage.botUrl}/evidence`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ at: new Date().toISOString(), ...fields }),
      });
      const { error = '' } = (await response.json()) as { error?: string };
      return [response.status, error];
    }

    it('CI opens the gates of exactly the commit that it measured, and nobody else does', async () => {
      const lane = await stage.nextLane();
      const { service } = lane;
      const token = stage.tokenOf(service);
      const commit = commitOf(service, '1.4.0');
      const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();
      await planned(lane, '1.4.0');
      const good = { service, commit, version: '1.4.0', at: at(30), evidence: facts(50, 92) };

      const forged = `${token.slice(0, -4)}AAAA`;
      expect(await post(forged, good)).toEqual([401, expect.stringMatching(/not known/)]);
      const other = { ...good, commit: commitOf(service, '1.3.0') };
      expect(await post(token, other)).toEqual([409, expect.stringMatching(/^\w+ 1\.4\.0 stands on commit/)]);
      const unknown = { ...good, evidence: [{ facts: { gate: 'tets', run: 1, passed: 1 } }] };
      expect(await post(token, unknown)).toEqual([422, 'There is no gate "tets". Did you mean tests?']);
      const long = { ...good, evidence: [{ format: 'junit', report: 'x'.repeat(21 * 1024 * 1024) }] };
      expect(await post(token, long)).toEqual([413, expect.stringMatching(/longer than 20 MiB/)]);
      // One that was measured of another commit, and named no version, is of no use to this release.
      const { version: _, ...elsewhere } = other;
      expect(await post(token, elsewhere)).toEqual([201, '']);

      expect(await post(token, good)).toEqual([201, '']);
      expect(await post(token, { ...good, at: at(20), evidence: facts(30, 92) })).toEqual([201, '']);
      expect(await post(token, good)).toEqual([
        409,
        expect.stringMatching(/has told about tests of this commit/),
      ]);
      const poll = new RegExp(`Go/No-Go: ${service} 1\\.4\\.0`);
      const opening = approved(lane, '1.4.0');
      const card = await lane.card('1.4.0', /tests/i);
      expect(readable(card)).not.toMatch(/Ready to deploy/);
      expect(lane.allNews().filter(news => poll.test(news))).toEqual([]);

      expect(await post(token, { ...good, at: at(10) })).toEqual([201, '']);
      expect(readable(await opening)).toMatch(poll);
    });
  },
  { gates },
);
