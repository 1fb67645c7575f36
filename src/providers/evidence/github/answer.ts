import type {
  GateEvidence,
  GateName,
  Measured,
  NoEvidence,
  Unavailable,
} from '../../../release/gate-evidence.ts';
import { type EvidenceSubject, EvidenceUnavailable } from '../port.ts';
import { Hidden } from './reading.ts';

/** What one look at GitHub has to say about some gates. */
export interface Told {
  evidence: GateEvidence[];
  unavailable: Unavailable[];
}

/** Who speaks: the commit it is about, when it was looked at, and what people will know it by. */
export interface Speaker {
  subject: EvidenceSubject;
  /** Milliseconds since the epoch. */
  now: number;
  by: string;
}

export const told = ({ subject, now, by }: Speaker, measured: Measured, link: string | null): Told => ({
  evidence: [{ source: 'github', by, commit: subject.commit, at: now, link, measured }],
  unavailable: [],
});

export const untold = ({ by }: Speaker, gate: GateName, why: NoEvidence): Told => ({
  evidence: [],
  unavailable: [{ gate, source: 'github', by, why }],
});

export const together = (all: readonly Told[]): Told => ({
  evidence: all.flatMap(({ evidence }) => evidence),
  unavailable: all.flatMap(({ unavailable }) => unavailable),
});

/** One gate's look; what cannot be read leaves that gate unknown. What is hidden of a `feature` is not enabled. */
export async function orUntold(
  speaker: Speaker,
  gate: GateName,
  look: () => Promise<Told>,
  feature: string | null = null,
): Promise<Told> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Hidden && feature !== null)
      return untold(speaker, gate, { because: 'not-enabled', what: feature });
    if (error instanceof EvidenceUnavailable)
      return untold(speaker, gate, { because: 'trouble', what: error.message });
    throw error;
  }
}
