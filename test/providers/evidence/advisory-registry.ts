import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Published at https://github.com/advisories/GHSA-xvch-5gv4-984h */
const ADVISORY = {
  id: 1097678,
  url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h',
  title: 'Prototype Pollution in minimist',
  severity: 'critical',
  vulnerable_versions: '<0.2.4',
  cwe: ['CWE-1321'],
  cvss: { score: 9.8, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
};
const version = (number: string) => ({
  name: 'minimist',
  version: number,
  dist: { tarball: `http://localhost/${number}.tgz` },
});
const PACKAGE = {
  name: 'minimist',
  'dist-tags': { latest: '1.2.8' },
  versions: { '0.0.8': version('0.0.8'), '1.2.8': version('1.2.8') },
};

/** As much of a registry as `npm audit` asks: https://docs.npmjs.com/cli/v11/commands/npm-audit#bulk-advisory-endpoint */
export async function openRegistry(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    const known: Record<string, unknown> = {
      '/-/npm/v1/security/advisories/bulk': { minimist: [ADVISORY] },
      '/minimist': PACKAGE,
    };
    const answer = known[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
