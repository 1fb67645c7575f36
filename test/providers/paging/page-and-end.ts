/* Started by pagerduty.test.ts: pages a server that is not there, and then has nothing left to do. */
import { pagerDuty } from '../../../src/providers/paging/pagerduty.ts';

const paging = pagerDuty({ routingKey: 'r', server: process.argv[2] ?? '', attempts: 1 });
await paging
  .resolve('rb:checkout:production', AbortSignal.timeout(5_000))
  .catch(error => console.log(error.name));
