// Reads the processes from `pm2 jlist` and prints which versions they run, and how many of them each.
import { text } from 'node:stream/consumers';

const [, , service] = process.argv;
const versions = JSON.parse(await text(process.stdin))
  .filter(({ name, pm2_env }) => name === service && pm2_env.status === 'online')
  .map(({ pm2_env }) => pm2_env.APP_VERSION ?? pm2_env.env?.APP_VERSION)
  .filter(Boolean);

const shares = {};
for (const version of versions) shares[version] = (shares[version] ?? 0) + 100 / versions.length;
const [most] = Object.entries(shares).sort(([, one], [, other]) => other - one);
if (most) console.log(JSON.stringify({ version: most[0], shares }));
