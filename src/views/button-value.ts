import { ROLLBACK_WAYS, type RollbackWay } from '../release/rollback.ts';
import type { DataWish } from '../release/rollback-parts.ts';
import type { ReleaseId, Version } from '../release/terms.ts';

/** Every button and modal about a release carries which one and what it looked like. */
export interface ButtonValue {
  /** Release. */
  r: ReleaseId;
  /** First characters of the digest, empty where an older state does no harm. */
  d: string;
  /** Step whose output is meant. */
  s?: string;
  /** Page of that output, from 1. */
  p?: number;
  /** Month of the calendar, `YYYY-MM`. */
  m?: string;
  /** Version to go back to, where it is not the one before. */
  v?: Version;
  /** In which way to go back, where it was asked for. */
  g?: RollbackWay;
  /** What becomes of the data when going back, where that has to be said. */
  w?: DataWish;
  /** Phase whose verdict is meant; empty for the latest. */
  y?: string;
}

/** How somebody wants to go back, as far as they said so. */
export interface RollbackWish {
  to?: Version | null;
  way?: RollbackWay | undefined;
  data?: DataWish | undefined;
}

/** How many characters of the digest a button carries: enough to notice any change. */
export const DIGEST_CHARACTERS = 16;

export function buttonValue(
  release: { id: ReleaseId; digest?: string },
  more: { step?: string; page?: number; verdict?: string } & RollbackWish = {},
): string {
  const value: ButtonValue = { r: release.id, d: (release.digest ?? '').slice(0, DIGEST_CHARACTERS) };
  if (more.step !== undefined) value.s = more.step;
  if (more.page !== undefined) value.p = more.page;
  if (more.to != null) value.v = more.to;
  if (more.way !== undefined) value.g = more.way;
  if (more.data !== undefined) value.w = more.data;
  if (more.verdict !== undefined) value.y = more.verdict;
  return JSON.stringify(value);
}

/** A button that is about a month and no release. */
export const monthValue = (month: string): string =>
  JSON.stringify({ r: '', d: '', m: month } satisfies ButtonValue);

/** What a button carries as JSON; null when that is no object. */
export function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Null when it is none of ours. */
export function parseButtonValue(text: string): ButtonValue | null {
  const value = objectIn(text);
  if (value === null || !('r' in value) || !('d' in value)) return null;
  const { r, d } = value;
  if (typeof r !== 'string' || typeof d !== 'string') return null;
  const step = 's' in value && typeof value.s === 'string' ? { s: value.s } : {};
  const page = 'p' in value && typeof value.p === 'number' ? { p: value.p } : {};
  const to = 'v' in value && typeof value.v === 'string' ? { v: value.v } : {};
  const way = ROLLBACK_WAYS.find(known => 'g' in value && known === value.g);
  const month = 'm' in value && typeof value.m === 'string' ? { m: value.m } : {};
  const data = 'w' in value && (value.w === 'restore' || value.w === 'leave') ? { w: value.w } : {};
  const verdict = 'y' in value && typeof value.y === 'string' ? { y: value.y } : {};
  return {
    r,
    d,
    ...step,
    ...page,
    ...to,
    ...(way && { g: way }),
    ...month,
    ...data,
    ...verdict,
  } as ButtonValue;
}
