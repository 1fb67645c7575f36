import { hash as hashAtOnce } from 'node:crypto';
import type { StreamName } from '../store/event-log.ts';
import type { Finding } from './finding.ts';
import type { AuditItem } from './item.ts';

type Of<Is extends AuditItem['is']> = Extract<AuditItem, { is: Is }>;
type Tell = (finding: Finding) => void;

/** Checks the records of one stream as they come. After something wrong it goes on from what it found. */
export class StreamCheck {
  readonly #head: Of<'stream'>;
  readonly #tell: Tell;
  #version: number;
  #hash: string | null;
  /** The last version some finding says is missing. */
  #missed = 0;

  constructor(head: Of<'stream'>, tell: Tell) {
    this.#head = head;
    this.#tell = tell;
    this.#version = head.first - 1;
    // What came before the first record of a period is not known.
    this.#hash = head.first === 1 ? '' : null;
    if (head.version === 0 && head.hash === '') tell({ wrong: 'head-missing', stream: head.stream });
  }

  get stream(): StreamName {
    return this.#head.stream;
  }

  event({ record, previousHash, hash, columns }: Of<'event'>): void {
    const { stream } = this.#head;
    const expected = this.#version + 1;
    const isWhole = hashOf(previousHash, record) === hash;
    const names = namesIn(record);
    const version = names?.version ?? expected;
    if (isWhole && columns && !isTold(columns, record)) this.#tell({ wrong: 'columns', stream, version });
    if (names && names.stream !== stream) {
      this.#tell({ wrong: 'foreign', stream, version, belongs: names.stream });
      return;
    }
    if (version < expected) {
      this.#tell({ wrong: 'out-of-order', stream, version });
      return;
    }
    if (version > expected) this.#missing(expected, version - 1);
    if (!isWhole) this.#tell({ wrong: 'changed', stream, version });
    else if (!names) this.#tell({ wrong: 'unreadable', stream, version });
    else if (version === expected && this.#hash !== null && previousHash !== this.#hash) {
      this.#tell({ wrong: 'unchained', stream, version });
    }
    this.#version = version;
    this.#hash = hash;
  }

  sealed({ seal, stream, version, hash }: Of<'sealed'>): void {
    if (version === this.#version) {
      if (hash !== this.#hash) this.#tell({ wrong: 'sealed-otherwise', stream, version, seal });
    } else if (version > this.#missed && version >= this.#head.first) {
      this.#tell({ wrong: 'sealed-missing', stream, version, seal });
    }
  }

  /** @param isPart whether the stream may go on after `last` */
  end(isPart: boolean): void {
    const { stream, version, hash, last } = this.#head;
    if (version === 0) return;
    const wanted = isPart ? last : version;
    if (this.#version < wanted) this.#missing(this.#version + 1, wanted);
    else if (this.#version > wanted) this.#tell({ wrong: 'beyond-head', stream, version: wanted + 1 });
    else if (wanted === version && this.#hash !== hash) this.#tell({ wrong: 'head-otherwise', stream });
  }

  #missing(version: number, until: number): void {
    this.#missed = Math.max(this.#missed, until);
    this.#tell({ wrong: 'missing', stream: this.#head.stream, version, until });
  }
}

export const hashOf = (previousHash: string, record: string): string =>
  hashAtOnce('sha256', previousHash + record, 'hex');

interface Names {
  stream: string;
  version: number;
}

/** How a canonical record ends: its keys are sorted, and a quote within a text is escaped. */
const ENDING = /^"stream":"([^"\\]+)","type":"[^"\\]*","version":(\d{1,15})\}$/;

function namesIn(record: string): Names | null {
  const ending = ENDING.exec(record.slice(record.lastIndexOf('"stream":"')));
  if (ending?.[1]) return { stream: ending[1], version: Number(ending[2]) };
  try {
    const { stream, version }: Partial<Names> = JSON.parse(record);
    return typeof stream === 'string' && Number.isInteger(version)
      ? { stream, version: version as number }
      : null;
  } catch {
    return null;
  }
}

function isTold(columns: NonNullable<Of<'event'>['columns']>, record: string): boolean {
  const told: Record<string, unknown> = JSON.parse(record);
  return Object.entries(columns).every(([name, value]) => told[name] === value);
}
