/** When a process under test ends or stops itself, as if the machine had lost its power or slept there. */
export interface Cue {
  /**
   * - `before-append`, `after-append`: around the COMMIT of events.
   * - `after-sending`: a notice is marked as being sent, Slack has not been called.
   * - `before-sent`: Slack has it, nobody has noted that.
   * - `before-start`: the deploy target is about to be told to begin an operation.
   */
  at: 'before-append' | 'after-append' | 'after-sending' | 'before-sent' | 'before-start';
  /** 1 for the first time. */
  nth: number;
  /** SIGKILL when left out; after a SIGSTOP it goes on with SIGCONT. */
  signal?: 'SIGKILL' | 'SIGSTOP';
}

/** Where it was when it met its cue: the events at hand, or the operation. */
export interface Met {
  met: Cue['at'];
  events: string[];
}

/** What such a process says about itself, one JSON line each. */
export type Announcement = Met | { recorded: string[] } | { starts: string };
