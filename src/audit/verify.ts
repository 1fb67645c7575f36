import type { Instant } from '../release/terms.ts';
import type { StreamName } from '../store/event-log.ts';
import { SealCheck, type ToldSeal } from './check-seals.ts';
import { StreamCheck } from './check-stream.ts';
import type { Finding } from './finding.ts';
import type { AuditCounts, AuditItem, AuditItems, Scope } from './item.ts';
import { TwoLists } from './two-lists.ts';
import { count } from './write-export.ts';

export interface Verified {
  /** The first ones; `wrong` counts them all. */
  findings: Finding[];
  wrong: number;
  counts: AuditCounts;
  /** Null when the beginning cannot be read. */
  scope: Scope | null;
  /** When it was exported or read. */
  at: Instant | null;
  newestSeal: ToldSeal | null;
  /** Archived streams whose file was not at hand. */
  absent: number;
}

export interface VerifyOptions {
  /** Seals as they were told outside of the database: whoever rewrote everything cannot have changed these. */
  told?: readonly ToldSeal[];
  /** How many findings are given; 100 by default. */
  findings?: number;
}

type Of<Is extends AuditItem['is']> = Extract<AuditItem, { is: Is }>;

/**
 * Checks a whole trail in one pass and constant memory. Only if heads and seals disagree a second pass finds out
 * where, so `open` has to give the same items again.
 */
export async function verify(open: () => AuditItems, options: VerifyOptions = {}): Promise<Verified> {
  const pass = new Pass(options);
  for await (const batch of open()) pass.take(batch);
  const verified = pass.end();
  if (pass.lists.agree) return verified;
  const disagreements = await disagreementsIn(open(), pass.lists);
  const findings = [...verified.findings, ...disagreements].slice(0, options.findings ?? FINDINGS);
  return { ...verified, findings, wrong: verified.wrong + disagreements.length };
}

const FINDINGS = 100;

class Pass {
  readonly lists = new TwoLists();
  readonly #found: Finding[] = [];
  readonly #limit: number;
  readonly #counts: AuditCounts = { streams: 0, events: 0, seals: 0 };
  readonly #seals: SealCheck;
  #wrong = 0;
  #absent = 0;
  #begin: Of<'begin'> | null = null;
  #stream: StreamCheck | null = null;
  /** Of the stream that came last, also after its end. */
  #name: StreamName | null = null;

  constructor({ told = [], findings = FINDINGS }: VerifyOptions) {
    this.#limit = findings;
    this.#seals = new SealCheck(told, this.#tell);
  }

  take(batch: readonly AuditItem[]): void {
    for (const item of batch) this.#takeOne(item);
    count(this.#counts, batch);
  }

  end(): Verified {
    this.#closeStream();
    if (this.#begin === null && this.#wrong === 0) this.#tell({ wrong: 'sequence', line: null });
    this.#seals.end();
    const newest = this.#seals.last;
    return {
      findings: this.#found,
      wrong: this.#wrong,
      counts: this.#counts,
      scope: this.#begin?.scope ?? null,
      at: this.#begin?.at ?? null,
      newestSeal: newest && { number: newest.number, hash: newest.hash },
      absent: this.#absent,
    };
  }

  readonly #tell = (finding: Finding): void => {
    this.#wrong += 1;
    if (this.#found.length < this.#limit) this.#found.push(finding);
  };

  #takeOne(item: AuditItem): void {
    switch (item.is) {
      case 'event':
        if (this.#stream) this.#stream.event(item);
        else this.#tell({ wrong: 'sequence', line: null });
        return;
      case 'sealed':
        this.lists.add(entryOf(item));
        this.#sealed(item);
        return;
      case 'stream':
        this.#next(item.stream);
        this.#stream = new StreamCheck(item, this.#tell);
        return;
      case 'absent':
        this.#next(item.stream);
        if (item.spoiled) this.#tell({ wrong: 'archive-otherwise', stream: item.stream });
        else this.#absent += 1;
        return;
      case 'seal':
        this.#closeStream();
        this.#seals.seal(item, this.#isWhole);
        return;
      case 'listed':
        this.#seals.listed(item);
        if (isCounted(item, this.#begin?.scope ?? null)) this.lists.take(entryOf(item));
        return;
      case 'begin':
        if (this.#begin || this.#name !== null || this.#seals.last)
          this.#tell({ wrong: 'sequence', line: null });
        this.#begin = item;
        return;
      case 'broken':
        this.#tell({ wrong: item.why, line: item.line });
        return;
      case 'output':
      case 'end':
        return;
    }
  }

  get #isWhole(): boolean {
    return this.#begin?.scope.of === 'everything';
  }

  #sealed(item: Of<'sealed'>): void {
    const { seal, stream, version } = item;
    if (this.#seals.last) this.#tell({ wrong: 'misplaced', stream });
    else if (this.#stream?.stream === stream) this.#stream.sealed(item);
    // Of an absent stream only its head is known.
    else if (this.#name !== stream) this.#tell({ wrong: 'sealed-missing', stream, version, seal });
  }

  #next(stream: StreamName): void {
    this.#closeStream();
    const isInPlace = this.#seals.last === null && (this.#name === null || isAfter(stream, this.#name));
    if (!isInPlace) this.#tell({ wrong: 'misplaced', stream });
    this.#name = stream;
  }

  #closeStream(): void {
    this.#stream?.end(this.#begin?.scope.of === 'period');
    this.#stream = null;
  }
}

/** As the database orders them: byte by byte. */
const isAfter = (stream: StreamName, before: StreamName): boolean =>
  Buffer.compare(Buffer.from(stream), Buffer.from(before)) > 0;

const entryOf = ({ seal, stream, version, hash }: Of<'sealed'> | Of<'listed'>): string =>
  `${seal} ${stream} ${version} ${hash}`;

/** Only of a part of the trail a seal may list what is not in it. */
function isCounted(item: Of<'listed'>, scope: Scope | null): boolean {
  if (!item.elsewhere || scope?.of === 'everything') return true;
  return scope?.of === 'release' && item.stream === `release/${scope.release}`;
}

async function disagreementsIn(items: AuditItems, lists: TwoLists): Promise<Finding[]> {
  const suspects = new Map<string, { item: Of<'sealed'> | Of<'listed'>; surplus: number }>();
  let scope: Scope | null = null;
  for await (const batch of items) {
    for (const item of batch) {
      if (item.is === 'begin') scope = item.scope;
      const isEntry = item.is === 'sealed' || (item.is === 'listed' && isCounted(item, scope));
      if (!isEntry) continue;
      const entry = entryOf(item);
      if (!lists.isSuspect(entry)) continue;
      const surplus = (suspects.get(entry)?.surplus ?? 0) + (item.is === 'sealed' ? 1 : -1);
      suspects.set(entry, { item, surplus });
    }
  }
  return [...suspects.values()]
    .filter(({ surplus }) => surplus !== 0)
    .map(({ item: { stream, version, seal }, surplus }) => ({
      wrong: surplus > 0 ? 'sealed-only' : 'listed-only',
      stream,
      version,
      seal,
    }));
}
