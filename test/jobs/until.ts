/** Looks again and again until `read` answers something; fails after `withinMs`. */
export async function until<T>(
  read: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > endsAt) throw new Error(`did not happen within ${withinMs} ms: ${read}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
