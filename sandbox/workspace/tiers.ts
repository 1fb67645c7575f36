/** Slack's rate tiers: https://docs.slack.dev/apis/web-api/rate-limits */
export type Tier = 1 | 2 | 3 | 4 | 'posting' | 'special';

/** Calls per minute, which may all come at once. */
const perMinute: { [tier in Tier]: number } = { 1: 1, 2: 20, 3: 50, 4: 100, posting: 300, special: 600 };

/** Slack allows about one post per second and channel and "bursts"; how many is not documented. */
const postsPerChannel = { burst: 5, perMinute: 60 };

type Bucket = { tokens: number; filledAtMs: number };

export type Tiers = {
  /** Takes one call, or answers how many whole seconds to wait before the next. */
  take(method: string, tier: Tier, channel?: string): number | undefined;
};

/** `scale` multiplies every limit; Infinity lifts them all. */
export function openTiers(scale: number, clock: () => number): Tiers {
  const buckets = new Map<string, Bucket>();

  function bucketOf(key: string, size: number, ratePerMs: number): Bucket {
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: size, filledAtMs: now };
    bucket.tokens = Math.min(size, bucket.tokens + Math.max(0, now - bucket.filledAtMs) * ratePerMs);
    bucket.filledAtMs = now;
    buckets.set(key, bucket);
    return bucket;
  }

  return {
    take(method, tier, channel) {
      if (scale === Number.POSITIVE_INFINITY) return undefined;
      const rates = [{ key: method, size: perMinute[tier], perMinute: perMinute[tier] }];
      if (tier === 'posting' && channel !== undefined)
        rates.push({
          key: `${method}/${channel}`,
          size: postsPerChannel.burst,
          perMinute: postsPerChannel.perMinute,
        });
      const filled = rates.map(rate => {
        const ratePerMs = (rate.perMinute * scale) / 60_000;
        return { ratePerMs, bucket: bucketOf(rate.key, Math.max(1, rate.size * scale), ratePerMs) };
      });
      // A hair under one is one: filling in steps does not always add up exactly.
      const empty = filled.filter(({ bucket }) => bucket.tokens < 1 - 1e-9);
      if (empty.length === 0) {
        for (const { bucket } of filled) bucket.tokens -= 1;
        return undefined;
      }
      const waits = empty.map(({ bucket, ratePerMs }) => (1 - bucket.tokens) / ratePerMs);
      return Math.max(1, Math.ceil(Math.max(...waits) / 1000));
    },
  };
}
