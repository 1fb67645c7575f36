import { createHash, randomBytes } from 'node:crypto';

/** So many parts are compared by themselves; those that differ are looked at again, entry by entry. */
const PARTS = 4_096;
/** 128 bits of each sum, as four numbers. */
const WORDS = 4;

/**
 * Tells whether two lists hold the same entries, whatever their order, in constant memory: it adds up a hash of each
 * entry under a key that is made up for this comparison, so that nobody can prepare entries whose sums agree.
 */
export class TwoLists {
  readonly #key = randomBytes(32);
  readonly #sums = new Uint32Array(PARTS * WORDS);

  add(entry: string): void {
    this.#count(entry, 1);
  }

  take(entry: string): void {
    this.#count(entry, -1);
  }

  get agree(): boolean {
    return this.#sums.every(sum => sum === 0);
  }

  /** Whether the part this entry belongs to differs. */
  isSuspect(entry: string): boolean {
    const at = this.#partOf(this.#hash(entry)) * WORDS;
    return this.#sums.subarray(at, at + WORDS).some(sum => sum !== 0);
  }

  #count(entry: string, sign: 1 | -1): void {
    const hash = this.#hash(entry);
    const at = this.#partOf(hash) * WORDS;
    for (let word = 0; word < WORDS; word += 1) {
      // The array keeps 32 bits of it.
      this.#sums[at + word] = (this.#sums[at + word] ?? 0) + sign * hash.readUInt32LE(4 * (word + 1));
    }
  }

  #hash(entry: string): Buffer {
    return createHash('sha256').update(this.#key).update(entry).digest();
  }

  #partOf(hash: Buffer): number {
    return hash.readUInt32LE(0) % PARTS;
  }
}
