import type {
  EvidenceSource,
  GateEvidence,
  GateName,
  Measured,
  Unavailable,
} from '../../release/gate-evidence.ts';
import type { Environment, Instant, Version } from '../../release/terms.ts';
import type { EvidenceFeed, EvidenceSubject } from './port.ts';
import { type Benchmarks, regressionPercent } from './reports/benchmark.ts';
import { ReportUnreadable } from './reports/unreadable.ts';

/** What CI posted, as it is kept. */
export interface Piece {
  gate: GateName;
  /** Null: it counts in every environment. */
  environment: Environment | null;
  poster: string;
  at: Instant;
  link: string | null;
  /** Null for benchmarks that came without those of the running version. */
  measured: Measured | null;
  benchmarks: Benchmarks | null;
}

export interface PostedFeedOptions {
  /** What the policy says that CI posts. */
  gates: readonly GateName[];
  about(subject: { service: string; commit: string; environment: Environment }): Promise<readonly Piece[]>;
  /** The commit behind the tag of a version, or null. */
  commitOf(repository: string, version: Version, signal: AbortSignal): Promise<string | null>;
}

const source: EvidenceSource = 'ci';

/** What CI posted to the evidence endpoint about exactly the commit. */
export function postedFeed({ gates, about, commitOf }: PostedFeedOptions): EvidenceFeed {
  return {
    source,
    gates,
    async start({ subject }, signal) {
      const { commit } = subject;
      const evidence: GateEvidence[] = [];
      const unavailable: Unavailable[] = [];
      const pieces = newestOf(await about(subject));
      const before = await beforeOf(subject, pieces, signal);
      for (const piece of pieces) {
        const { poster: by, at, link, gate } = piece;
        const measured = piece.measured ?? compared(piece, before);
        if (typeof measured === 'string')
          unavailable.push({ gate, source, by, why: { because: 'trouble', what: measured } });
        else evidence.push({ source, by, commit, at, link, measured });
      }
      return { is: 'done', evidence, unavailable };
    },
    check: async () => ({ is: 'absent' }),
    cancel: async () => {},
  };

  /** Benchmarks of the version that runs, or why there are none; asked for only where something is compared. */
  async function beforeOf(
    { service, environment, repository, running }: EvidenceSubject,
    pieces: readonly Piece[],
    signal: AbortSignal,
  ): Promise<readonly Piece[] | string> {
    if (pieces.every(({ measured }) => measured !== null)) return [];
    if (running === null) return 'nothing runs there yet that it could be compared with';
    const commit = await commitOf(repository, running, signal);
    if (commit === null) return `the commit of the running version ${running} is not known`;
    return await about({ service, commit, environment });
  }
}

/** The same poster may have told for every environment first and for this one later. */
const newestOf = (pieces: readonly Piece[]): Piece[] =>
  pieces.filter(
    one =>
      !pieces.some(
        other =>
          other !== one &&
          other.gate === one.gate &&
          other.poster === one.poster &&
          (other.at > one.at || (other.at === one.at && other.environment !== null)),
      ),
  );

/** One sentence, without its full stop, where there is nothing to compare with. */
function compared({ poster, benchmarks }: Piece, before: readonly Piece[] | string): Measured | string {
  if (typeof before === 'string') return before;
  const known = before.find(piece => piece.poster === poster && piece.benchmarks !== null)?.benchmarks;
  if (!known || !benchmarks) return `${poster} has posted no benchmark of the running version`;
  try {
    return { gate: 'performance', regressionPercent: regressionPercent(benchmarks, known) };
  } catch (error) {
    if (error instanceof ReportUnreadable) return error.message;
    throw error;
  }
}
