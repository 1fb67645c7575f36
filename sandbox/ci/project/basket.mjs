/** What the demo's services sell, in small: the code that the CI of the sandbox tests, covers and counts. */

/** Of a version that was built wrong on purpose, so that there is one whose gates hold it. */
const ROUNDS_DOWN = process.env.DEMO_FLAW === 'rounding';

let operations = 0;
/** So many prices were looked at since the last time this was asked. */
export function countOperations() {
  const counted = operations;
  operations = 0;
  return counted;
}

/** In cents. */
export function priceOf({ cents, pieces = 1 }) {
  operations += 1;
  if (!Number.isInteger(pieces) || pieces < 1) throw new RangeError('pieces: a whole number from 1 up');
  return cents * pieces;
}

/** Half a cent is rounded up. */
export function discounted(cents, percent) {
  const exact = (cents * (100 - percent)) / 100;
  return ROUNDS_DOWN ? Math.floor(exact) : Math.round(exact);
}

export function total(items, { discountPercent = 0 } = {}) {
  const sum = items.reduce((all, item) => all + priceOf(item), 0);
  return discounted(sum, discountPercent);
}

/** The best offers first. */
export const cheapest = items => [...items].sort((one, other) => priceOf(one) - priceOf(other));
