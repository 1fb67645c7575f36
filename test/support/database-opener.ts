import { openEmbedded } from '../../src/store/embedded.ts';

/** Opens the embedded database in a process of its own and says how much memory beside the heap that takes. */
const database = await openEmbedded({ folder: process.argv[2] ?? '' });
console.log(process.memoryUsage().external);
await database.close();
