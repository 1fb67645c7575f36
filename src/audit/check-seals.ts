import { createHash, type Hash } from 'node:crypto';
import { headLine, type SealRecord, sealHash } from '../store/seals.ts';
import type { Finding } from './finding.ts';
import type { AuditItem } from './item.ts';

type Of<Is extends AuditItem['is']> = Extract<AuditItem, { is: Is }>;

/** A seal that left the database, as the log or the audit channel told it. */
export interface ToldSeal {
  number: number;
  hash: string;
}

/** Checks the seals, one after the other, and that each lists what it was taken over. */
export class SealCheck {
  readonly #tell: (finding: Finding) => void;
  readonly #told: ToldSeal[];
  #last: Of<'seal'> | null = null;
  #record: SealRecord | null = null;
  #heads: Hash = createHash('sha256');
  #listed = 0;
  /** The last seal that was told of because a head is listed for it in the wrong place. */
  #stray = 0;

  constructor(told: readonly ToldSeal[], tell: (finding: Finding) => void) {
    this.#told = [...told];
    this.#tell = tell;
  }

  /** The newest one so far. */
  get last(): Of<'seal'> | null {
    return this.#last;
  }

  /** @param isWhole whether every seal from the first on has to be there */
  seal(item: Of<'seal'>, isWhole: boolean): void {
    this.#close();
    const { number, record, previousHash, hash } = item;
    const before = this.#last?.number ?? 0;
    const text = recordIn(record);
    if (sealHash(previousHash, record) !== hash || text?.number !== number) {
      this.#tell({ wrong: 'seal-changed', seal: number });
    }
    if (number === before + 1) {
      if (previousHash !== (this.#last?.hash ?? '')) this.#tell({ wrong: 'seal-unchained', seal: number });
    } else if (number <= before) this.#tell({ wrong: 'seal-unchained', seal: number });
    else if (isWhole) {
      for (let seal = before + 1; seal < Math.min(number, before + 10); seal += 1)
        this.#tell({ wrong: 'seal-missing', seal });
    }
    this.#check(item);
    this.#last = item;
    this.#record = text;
    this.#heads = createHash('sha256');
    this.#listed = 0;
  }

  listed(item: Of<'listed'>): void {
    if (item.seal !== this.#record?.number && item.seal !== this.#stray) {
      this.#stray = item.seal;
      this.#tell({ wrong: 'seal-list', seal: item.seal });
    }
    this.#heads.update(headLine(item));
    this.#listed += 1;
  }

  end(): void {
    this.#close();
    for (const { number } of this.#told) this.#tell({ wrong: 'seal-not-there', seal: number });
  }

  #close(): void {
    const record = this.#record;
    if (!record) return;
    const isSame = record.heads === this.#heads.digest('hex') && record.changed === this.#listed;
    if (!isSame) this.#tell({ wrong: 'seal-list', seal: record.number });
    this.#record = null;
  }

  #check({ number, hash }: Of<'seal'>): void {
    const at = this.#told.findIndex(told => told.number === number);
    if (at < 0) return;
    const [told] = this.#told.splice(at, 1);
    if (told?.hash !== hash) this.#tell({ wrong: 'seal-otherwise', seal: number });
  }
}

function recordIn(record: string): SealRecord | null {
  try {
    return JSON.parse(record);
  } catch {
    return null;
  }
}
