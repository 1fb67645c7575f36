import { describe, expect, it } from 'vitest';
import { releaseId } from '../../src/commands/release-id.ts';
import { versionInId } from '../../src/release/version-in-id.ts';

describe('the id of a release tells its version', () => {
  it.each([
    ['checkout', '1.4.0', '1.4.0'],
    ['check-out-2', '2.0.0-rc.1', '2.0.0-rc.1'],
    ['Checkout', '1.4.0+build.7', '1.4.0-build.7'],
  ])('of %s %s: %s', (service, version, told) => {
    expect(versionInId(releaseId(service, version, 'a click'), service)).toBe(told);
  });

  it('of its own service alone', () => {
    expect(versionInId(releaseId('checkout', '1.4.0', 'a click'), 'search')).toBeNull();
    expect(versionInId('older', 'checkout')).toBeNull();
    expect(versionInId('checkout-something', 'checkout')).toBeNull();
  });
});
