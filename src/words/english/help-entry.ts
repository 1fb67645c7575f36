/** One command as the help shows it. */
export interface HelpEntry {
  /** First word after the slash command; what `/release help <topic>` is asked by. */
  topic: string;
  usage: string;
  says: string;
  examples: readonly string[];
  /** What else is worth knowing, on the page of this command alone. */
  more?: string;
}

/** `more` is for the page of this command alone. */
export const entry = (
  topic: string,
  usage: string,
  says: string,
  examples: readonly string[],
  more?: string,
): HelpEntry =>
  more === undefined ? { topic, usage, says, examples } : { topic, usage, says, examples, more };
