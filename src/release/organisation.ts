import type { Environment, Instant, PersonId } from './terms.ts';

/** A time in which nothing may start. */
export interface Freeze {
  id: string;
  reason: string;
  from: Instant;
  until: Instant;
  /** Empty: all of them. */
  services: string[];
  environments: Environment[];
  by: PersonId;
}

export interface Organisation {
  streamVersion: number;
  freezes: Freeze[];
}

export type OrganisationCommand =
  | ({ type: 'SetFreeze' } & Freeze)
  | { type: 'LiftFreeze'; id: string; by: PersonId };

export type OrganisationEvent =
  | ({ type: 'FreezeSet' } & Freeze)
  | { type: 'FreezeLifted'; id: string; by: PersonId };

export const emptyOrganisation: Organisation = { streamVersion: 0, freezes: [] };

export function decideOrganisation(
  command: OrganisationCommand,
  organisation: Organisation,
): OrganisationEvent[] {
  const known = organisation.freezes.some(freeze => freeze.id === command.id);
  switch (command.type) {
    case 'SetFreeze':
      return known ? [] : [{ ...command, type: 'FreezeSet' }];
    case 'LiftFreeze':
      return known ? [{ type: 'FreezeLifted', id: command.id, by: command.by }] : [];
  }
}

export function evolveOrganisation(organisation: Organisation, event: OrganisationEvent): Organisation {
  switch (event.type) {
    case 'FreezeSet': {
      const { type: _, ...freeze } = event;
      return { ...organisation, freezes: [...organisation.freezes, freeze] };
    }
    case 'FreezeLifted':
      return { ...organisation, freezes: organisation.freezes.filter(freeze => freeze.id !== event.id) };
  }
}

/** The freeze that forbids a start there now, or null. */
export function freezeAt(
  organisation: Organisation,
  place: { service: string; environment: Environment },
  now: Instant,
): Freeze | null {
  const hits = (list: readonly string[], name: string) => list.length === 0 || list.includes(name);
  return (
    organisation.freezes.find(
      freeze =>
        freeze.from <= now &&
        now < freeze.until &&
        hits(freeze.services, place.service) &&
        hits(freeze.environments, place.environment),
    ) ?? null
  );
}
