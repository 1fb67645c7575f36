import { type Operation, OperationRefused } from '../port.ts';

/** Annotations of ours begin with this. */
export const NOTES = 'tminus.dev/';
/** The operation that last changed the object. */
const OPERATION = `${NOTES}operation`;
/** The highest fence the object has seen. */
const FENCE = `${NOTES}fence`;
/** The journal; see `journal.ts`. */
export const OPERATIONS = `${NOTES}operations`;

/** Whatever has annotations. */
export interface Noted {
  metadata: { name: string; annotations?: Record<string, string> | null | undefined };
}

/** The highest one, never lowered. */
export const fenceNote = (object: Noted, { fence }: Pick<Operation, 'fence'>): Record<string, string> => ({
  [FENCE]: String(Math.max(fence, fenceOn(object))),
});

export const fenceOn = ({ metadata }: Noted): number => Number(metadata.annotations?.[FENCE] ?? 0);

/** Whether the object already carries what the operation makes of it. */
export const isDoneBy = ({ metadata }: Noted, { id }: Pick<Operation, 'id'>): boolean =>
  metadata.annotations?.[OPERATION] === id;

/** What is left on an object in the same call that changes it, so that a late call sees that it is late. */
export const notesOf = ({ id, fence }: Operation): Record<string, string> => ({
  [OPERATION]: id,
  [FENCE]: String(fence),
});

/** @throws OperationRefused when a later decision has already reached the object. */
export function forbidLate(object: Noted, { id, fence }: Operation): void {
  const seen = fenceOn(object);
  if (fence >= seen) return;
  throw new OperationRefused(
    'superseded',
    `${object.metadata.name} refuses ${id}: a later decision (${seen} after ${fence}) has already reached it`,
  );
}
