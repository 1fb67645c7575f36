import { cheapest, countOperations, total } from './basket.mjs';

/** Counted, not timed: two runs on a busy machine agree. */
const items = Array.from({ length: 100 }, (_, at) => ({
  cents: 100 + ((at * 37) % 100),
  pieces: 1 + (at % 3),
}));
const counted = work => {
  countOperations();
  work();
  return countOperations();
};
const report = [
  { name: 'total of 100 items', unit: 'operations', value: counted(() => total(items)) },
  { name: 'cheapest of 100 items', unit: 'operations', value: counted(() => cheapest(items)) },
];
console.log(JSON.stringify(report));
