import { openItems } from './checklist.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Release } from './state.ts';
import type { Instant, PersonId, RoleName } from './terms.ts';

/** What is asked of people once a release is completed (R-CHECK-2). */
export interface ClosingRule {
  /** Each of these says whether it accepts the release. */
  roles: RoleName[];
  /** After completion, until those who have not answered and open items are reminded of, once. */
  remindAfterMs: number;
}

/** The last word of each role. */
export type RoleAnswer = { role: RoleName; by: PersonId; at: Instant } & (
  | { is: 'accepted' }
  | { is: 'problem'; what: string }
);

export interface Closing {
  answers: readonly RoleAnswer[];
  remindedAt: Instant | null;
}

export type ClosingCommand =
  | { type: 'Accept'; by: PersonId; roles: RoleName[] }
  | { type: 'ReportProblem'; by: PersonId; roles: RoleName[]; what: string }
  | { type: 'RemindClosing' };

export type ClosingEvent =
  | { type: 'ReleaseAccepted'; by: PersonId; role: RoleName }
  | { type: 'ProblemReported'; by: PersonId; roles: RoleName[]; what: string }
  /** Ids of the items that were open, and the roles that had not answered. */
  | { type: 'ClosingReminded'; items: string[]; roles: RoleName[] };

export const noClosing: Closing = { answers: [], remindedAt: null };

/** Roles that have not answered yet. */
export const unanswered = ({ terms, closing }: Release): RoleName[] =>
  (terms.closing?.roles ?? []).filter(role => !closing.answers.some(answer => answer.role === role));

/** When what is left to do is reminded of, or null: nothing is, or it was. */
export function remindsAt(release: Release, now: Instant): Instant | null {
  const { status, terms, closing, endedAt } = release;
  if (status !== 'completed' || endedAt === null || !terms.closing || closing.remindedAt !== null)
    return null;
  const isDone = unanswered(release).length === 0 && openItems(release, 'after', now).length === 0;
  return isDone ? null : endedAt + terms.closing.remindAfterMs;
}

export function decideClosing(
  command: ClosingCommand,
  release: Release,
  now: Instant,
): ClosingEvent[] | Refusal {
  if (command.type === 'RemindClosing') {
    const at = remindsAt(release, now);
    if (at === null || now < at) return [];
    const items = openItems(release, 'after', now).map(({ id }) => id);
    return [{ type: 'ClosingReminded', items, roles: unanswered(release) }];
  }
  const { status, terms, closing } = release;
  const deed = command.type === 'Accept' ? 'accept' : 'problem';
  if (status !== 'completed') return refuse('wrong-state', { deed, status, instead: ['status'] });
  if (!terms.closing) return refuse('nobody-accepts', {});
  const roles = terms.closing.roles.filter(role => command.roles.includes(role));
  if (roles.length === 0) return refuse('not-asked-to-accept', { roles: terms.closing.roles });
  const { by } = command;
  if (command.type === 'Accept') {
    const stands = (role: RoleName) =>
      closing.answers.some(answer => answer.role === role && answer.is === 'accepted' && answer.by === by);
    return roles.filter(role => !stands(role)).map(role => ({ type: 'ReleaseAccepted', by, role }));
  }
  const what = command.what.trim();
  return what ? [{ type: 'ProblemReported', by, roles, what }] : refuse('reason-missing', { deed });
}

export function evolveClosing(closing: Closing, event: ClosingEvent, at: Instant): Closing {
  const others = (roles: RoleName[]) => closing.answers.filter(({ role }) => !roles.includes(role));
  switch (event.type) {
    case 'ReleaseAccepted': {
      const { by, role } = event;
      return { ...closing, answers: [...others([role]), { is: 'accepted', role, by, at }] };
    }
    case 'ProblemReported': {
      const { by, roles, what } = event;
      const answers = roles.map(role => ({ is: 'problem', role, by, what, at }) as const);
      return { ...closing, answers: [...others(roles), ...answers] };
    }
    case 'ClosingReminded':
      return { ...closing, remindedAt: at };
  }
}
