import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cheapest, countOperations, discounted, priceOf, total } from './basket.mjs';

const tea = { cents: 399 };
const cups = { cents: 1250, pieces: 6 };

test('a price counts the pieces', () => assert.equal(priceOf(cups), 7500));
test('a price is of one piece by default', () => assert.equal(priceOf(tea), 399));
test('half a piece is refused', () => assert.throws(() => priceOf({ cents: 1, pieces: 0.5 }), RangeError));
test('no piece is refused', () => assert.throws(() => priceOf({ cents: 1, pieces: 0 }), RangeError));
test('an empty basket costs nothing', () => assert.equal(total([]), 0));
test('a basket adds up', () => assert.equal(total([tea, cups]), 7899));
test('a basket may have a discount', () => assert.equal(total([cups], { discountPercent: 10 }), 6750));
test('a discount rounds half a cent up', () => assert.equal(discounted(399, 50), 200));
test('a discount rounds more than half a cent up', () => assert.equal(discounted(399, 10), 359));
test('the cheapest comes first', () => assert.deepEqual(cheapest([cups, tea]), [tea, cups]));
test('what was counted is counted once', () => {
  countOperations();
  total([tea, cups]);
  assert.deepEqual([countOperations(), countOperations()], [2, 0]);
});
