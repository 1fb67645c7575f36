/** How many releases bake side by side, one size after the other. */
export const SIZES = (process.argv[2] ?? '10,100,1000').split(',').map(Number);
export const BAKING_MOST = Math.max(...SIZES);

/** Besides them so many are rolled back in each size, while the others bake. */
export const ROLLED_BACK_EACH = 100;
export const ROLLED_BACK = ROLLED_BACK_EACH * SIZES.length;

export const EVERY_MS = 10_000;
/** So many of each release are measured, after a first round; the last ones have a moment to arrive. */
export const TICKS = 6;
export const MEASURED_MS = (TICKS + 0.3) * EVERY_MS;
export const NEW = '1.1.0';
