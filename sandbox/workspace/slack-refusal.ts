import type { Json } from './ui-protocol.ts';

/** A Web API call that Slack answers with `{"ok": false, "error": code}`. */
export class SlackRefusal extends Error {
  readonly code: string;
  /** Further fields of the answer. */
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.name = 'SlackRefusal';
    this.code = code;
    this.extra = extra;
  }
}

/** A refusal that lists what is wrong where Slack puts it: `response_metadata.messages`. */
export function refusalWithMessages(code: string, messages: string[]): SlackRefusal {
  return new SlackRefusal(code, { errors: messages, response_metadata: { messages } });
}
