import { incidentRules } from './incidents.ts';
import type { Lead, Place } from './notice-terms.ts';
import type { Release, ReleaseEvent } from './state.ts';
import type { GroupName, PersonId, ReleaseId } from './terms.ts';

export type NoticeRecipient =
  /** The release channel itself, or another. */
  | { channel: string }
  /** The thread of the release's card in that channel. */
  | { thread: string }
  /** The war room of that release; the thread of its card where there turns out to be none. */
  | { room: ReleaseId }
  | { person: PersonId }
  /** Everybody who is in it when the notice is sent, each directly. */
  | { group: GroupName }
  /** `on-call`: gets people out of bed. `changes`: what went out, for whoever looks for the cause of trouble. */
  | { paging: 'on-call' | 'changes' }
  /** An address list of the policy as `list/<name>`, or a person's own address. */
  | { mail: string };

/** Kept as text in the outbox: `channel:C1`, `thread:C1`, `room:checkout-1.4.0-x`, `person:U1`, `group:operations`,
 * `paging:on-call`, `mail:list/support`, `mail:U1`. */
export const recipientKey = (to: NoticeRecipient): string => {
  const [kind, id] = Object.entries(to)[0] as [string, string];
  return `${kind}:${id}`;
};

/** Nobody where the policy has no such mailing list. */
export function recipientsAt(place: Place, event: ReleaseEvent, release: Release): NoticeRecipient[] {
  const { channel, owner } = release.plan;
  switch (place) {
    case 'channel':
      return [{ channel }];
    case 'thread':
      return [{ thread: channel }];
    case 'owner':
      return [{ person: owner }];
    case 'page':
      return [{ paging: 'on-call' }];
    case 'asked':
      return askedBy(event, release);
    case 'commander':
      return [{ person: release.incidents.last?.commander ?? owner }];
    case 'groups':
      return groupsTold(event, release).map(group => ({ group }));
    case 'change':
      return [{ paging: 'changes' }];
    default: {
      const [kind, name = ''] = place.split(':', 2);
      if (kind === 'channel') return [{ channel: name }];
      return release.terms.notices?.lists.includes(name) ? [{ mail: `list/${name}` }] : [];
    }
  }
}

/** A war room gets all of it: the detail there instead of in the thread, and also what the channel is told. */
export function withRoom(to: readonly NoticeRecipient[], { id, plan }: Release): NoticeRecipient[] {
  const isTold = (one: NoticeRecipient) =>
    'thread' in one || ('channel' in one && one.channel === plan.channel);
  const others = to.filter(one => !('thread' in one));
  return to.some(isTold) ? [...others, { room: id }] : others;
}

/** Each of those who are asked, answered or reminded by name, or all of them at once in the channel. */
function askedBy(event: ReleaseEvent, { plan, override, review }: Release): NoticeRecipient[] {
  const each = (people: readonly PersonId[]) => [...new Set(people)].map(person => ({ person }));
  const besidesOwner = (people: readonly PersonId[]) => each(people.filter(person => person !== plan.owner));
  switch (event.type) {
    case 'ApproversReminded':
      return each(event.people);
    case 'ApproversAsked':
      return event.where === 'directly' ? each(event.people) : [{ channel: plan.channel }];
    case 'OverrideAsked':
      return each(event.asks);
    case 'OverrideGranted':
    case 'OverrideRefused':
      return override && override.asked.by !== event.by ? besidesOwner([override.asked.by]) : [];
    case 'ReviewChased':
      return besidesOwner([review?.of.decided?.by ?? [], event.asks].flat());
    default:
      return [];
  }
}

/** The first in line when an incident opens, the next whenever nobody answers. */
function groupsTold(event: ReleaseEvent, release: Release): GroupName[] {
  if (event.type === 'IncidentOpened') return incidentRules(release).escalation[0] ?? [];
  return event.type === 'IncidentEscalated' ? event.to : [];
}

/** Each place once, whatever lead times come together. Who was there when it was planned knows. */
export function placesOfLeads(
  { leads, late }: { leads: readonly Lead[]; late: boolean },
  { terms }: Release,
): Place[] {
  const due = (terms.notices?.leadTimes ?? []).filter(({ lead }) => leads.includes(lead));
  return due.flatMap(({ to }) => to).filter(place => !late || (place !== 'channel' && place !== 'thread'));
}
