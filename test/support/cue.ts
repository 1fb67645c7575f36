/** When a process under test ends itself, as if the machine had lost its power there. */
export interface Cue {
  /**
   * - `before-append`, `after-append`: around the COMMIT of events.
   * - `after-sending`: a notice is marked as being sent, Slack has not been called.
   * - `before-sent`: Slack has it, nobody has noted that.
   */
  at: 'before-append' | 'after-append' | 'after-sending' | 'before-sent';
  /** 1 for the first time. */
  nth: number;
}

/** What such a process says about itself, one JSON line each. */
export type Announcement = { recorded: string[] } | { died: Cue['at']; events: string[] };
