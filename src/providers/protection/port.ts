export interface WaitingJob {
  /** `owner/name` */
  repository: string;
  runId: number;
  environment: string;
  installationId: number;
}

/** Where jobs wait for our word before they deploy. Every method throws ProtectionRefused or ProtectionUnavailable. */
export interface Protection {
  approve(job: WaitingJob, comment: string, signal: AbortSignal): Promise<void>;
  reject(job: WaitingJob, comment: string, signal: AbortSignal): Promise<void>;
  /** Tells people there how it stands; the job goes on waiting. */
  comment(job: WaitingJob, comment: string, signal: AbortSignal): Promise<void>;
}

/** The job does not wait any more: it was answered, cancelled, or is gone. */
export class ProtectionRefused extends Error {
  override readonly name = 'ProtectionRefused';
}

/** It may have been told or not; telling it again does no harm. */
export class ProtectionUnavailable extends Error {
  override readonly name = 'ProtectionUnavailable';
}
