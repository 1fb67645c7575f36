const CELLS = 10;

/** `▰▰▰▱▱▱▱▱▱▱`; any share above nothing shows at least one cell, and only everything fills it. */
export function progressBar(percent: number): string {
  const share = Math.min(100, Math.max(0, percent)) / 100;
  const full = share === 1 ? CELLS : Math.min(CELLS - 1, Math.ceil(share * CELLS));
  return '▰'.repeat(full) + '▱'.repeat(CELLS - full);
}
