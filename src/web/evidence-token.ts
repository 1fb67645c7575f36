import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What CI shows to post evidence: `tme_<id>_<secret>`. It begins so that scanners of secrets can tell it. */
const TOKEN = /^tme_([0-9a-f]{12})_[\w-]{43}$/;

export interface MintedToken {
  id: string;
  /** Shown to whoever asked for it, and never again. */
  token: string;
  /** What is kept. Of 256 random bits, so it needs neither salt nor slowness. */
  hash: string;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** @param id twelve hex digits; by chance where it is left out */
export function mintToken(id = randomBytes(6).toString('hex')): MintedToken {
  const token = `tme_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, token, hash: hashOf(token).toString('hex') };
}

/** The token in `Authorization: Bearer …` and its id, or null when there is none that could be ours. */
export function bornToken(authorization: string | undefined): { id: string; token: string } | null {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const id = TOKEN.exec(token)?.[1];
  return id === undefined ? null : { id, token };
}

/** Takes as long for a wrong token as for the right one. */
export const isToken = (token: string, hash: string): boolean =>
  timingSafeEqual(hashOf(token), Buffer.from(hash, 'hex'));
