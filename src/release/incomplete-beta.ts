/** ln Γ(x) for x > 0, by Stirling's series after the argument was raised to where it converges. */
function lnGamma(x: number): number {
  let raised = x;
  let product = 1;
  while (raised < 10) {
    product *= raised;
    raised += 1;
  }
  const inverse = 1 / (raised * raised);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / raised;
  return (raised - 0.5) * Math.log(raised) - raised + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}

/** Enough for counts of a hundred million: the fraction converges in about √max(a, b) turns. */
const MOST_TURNS = 20_000;
const PRECISION = 1e-15;
/** Stands in for a denominator of zero in Lentz's method. */
const TINY = 1e-300;

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified method of Lentz. */
function fraction(x: number, a: number, b: number): number {
  const nonZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TURNS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / nonZero(1 + term * d);
      c = nonZero(1 + term / c);
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return value;
}

/** The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1 and a, b > 0 (https://dlmf.nist.gov/8.17). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // On the far side of the peak the fraction of the mirrored function converges faster.
  return x > (a + 1) / (a + b + 2)
    ? 1 - (front * fraction(1 - x, b, a)) / b
    : (front * fraction(x, a, b)) / a;
}

/** The x with I_x(a, b) = p: the quantile p of the beta distribution. */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  // The function rises all the way, so halving finds it; 60 halves are finer than a double is near 1.
  for (let half = 0; half < 60; half += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
