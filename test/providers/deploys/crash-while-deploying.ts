/*
 * Started by shell.test.ts, to be killed: begins an operation and says so.
 * Arguments: the target's options and the operation, as JSON.
 */
import { shellTarget } from '../../../src/providers/deploys/shell.ts';

const [options = '', operation = ''] = process.argv.slice(2);
await shellTarget(JSON.parse(options)).start(JSON.parse(operation), AbortSignal.timeout(10_000));
console.log('begun');
setInterval(() => {}, 1_000);
