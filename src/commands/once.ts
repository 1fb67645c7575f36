export interface Once {
  /** True the first time, false for every repetition. */
  begin(commandId: string): boolean;
  /** It came to nothing: let the next delivery try. */
  forget(commandId: string): void;
}

/**
 * Remembers what was begun here lately, so that a second delivery is not answered twice. That nothing is
 * *done* twice does not rest on it: the engine knows every command id, in every process.
 */
export function once(remembered = 5_000): Once {
  const begun = new Set<string>();
  return {
    begin(commandId) {
      if (begun.has(commandId)) return false;
      begun.add(commandId);
      const [oldest] = begun;
      if (begun.size > remembered && oldest !== undefined) begun.delete(oldest);
      return true;
    },
    forget: commandId => void begun.delete(commandId),
  };
}
