/** What the log keeps of an error. Not the error itself: one of a request carries its headers, and so its token. */
export function failureOf(error: unknown): { reason: string; stack?: string } {
  if (!(error instanceof Error)) return { reason: String(error) };
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return { reason: `${error.name}: ${error.message}${cause}`, ...(error.stack && { stack: error.stack }) };
}
