import type { Instant, PersonId } from './terms.ts';

/** How approvers are asked; part of the rule, since it is policy. */
export interface AskingRule {
  how: 'directly' | 'in the channel';
  /** Nobody of a group with more members than this gets a direct message: they would all get one for one seat. */
  groupsUpTo: number;
}

/** Who was asked, reminded and told in the present round of approving. */
export interface Asking {
  /** Null: nobody was asked yet. */
  asked: PersonId[] | null;
  /** Null: it is not half time yet. */
  reminded: PersonId[] | null;
  snoozed: { by: PersonId; until: Instant; isOver: boolean }[];
  isOwnerWarned: boolean;
  /** That the time is over was said; from when on it is, the clock says. */
  isExpiryTold: boolean;
}

export type AskingEvent =
  | { type: 'ApproversAsked'; people: PersonId[]; where: AskingRule['how'] }
  | { type: 'ApproversReminded'; people: PersonId[] }
  | { type: 'ReminderSnoozed'; by: PersonId; until: Instant }
  | { type: 'ApprovalsRunningOut' }
  | { type: 'ApprovalsExpired' }
  /** A fresh time to answer; what was given before stays, since exactly the same is asked. */
  | { type: 'ApprovalsAskedAgain'; by: PersonId };

export const notAsked: Asking = {
  asked: null,
  reminded: null,
  snoozed: [],
  isOwnerWarned: false,
  isExpiryTold: false,
};

export function evolveAsking(
  asking: Asking,
  event: Exclude<AskingEvent, { type: 'ApprovalsAskedAgain' }>,
): Asking {
  switch (event.type) {
    case 'ApproversAsked':
      return { ...asking, asked: event.people };
    case 'ApproversReminded': {
      const isOver = (by: PersonId) => asking.reminded !== null && event.people.includes(by);
      return {
        ...asking,
        reminded: asking.reminded ?? event.people,
        snoozed: asking.snoozed.map(it => ({ ...it, isOver: it.isOver || isOver(it.by) })),
      };
    }
    case 'ReminderSnoozed':
      return {
        ...asking,
        snoozed: [...asking.snoozed, { by: event.by, until: event.until, isOver: false }],
      };
    case 'ApprovalsRunningOut':
      return { ...asking, isOwnerWarned: true };
    case 'ApprovalsExpired':
      return { ...asking, isExpiryTold: true };
  }
}
