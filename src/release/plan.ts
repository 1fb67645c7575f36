import type { Lane } from './lane.ts';
import type { OverrideWish } from './override.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { PlanChange } from './revision.ts';
import { type Risk, refuseRisks } from './risk.ts';
import type { Runbook } from './runbook.ts';
import type { Environment, GroupName, Instant, PersonId, ReleaseType, Version } from './terms.ts';
import type { Terms } from './terms-of-release.ts';
import { refuseVersion } from './version.ts';

/** What people agreed on. Texts are as they were written; empty means nobody said. */
export interface Plan {
  service: string;
  environment: Environment;
  version: Version;
  type: ReleaseType;
  /** `owner/name` at the source host, or null. */
  repository: string | null;
  /** The service's release channel (Slack id). */
  channel: string;
  /** The commit behind the tag when it was planned, or null without a repository. */
  commit: string | null;
  /** The version that ran there when it was planned; null on a first deploy. */
  running: Version | null;
  owner: PersonId;
  goal: string;
  scope: { features: string; improvements: string; fixes: string; debt: string };
  milestones: { name: Milestone; on: string }[];
  risks: Risk[];
  dependencies: { technical: string; team: string; resource: string };
  rollback: { conditions: string; steps: string; owner: string; minutes: number | null };
  communication: string;
  window: string;
  /** When it is to start by itself; absent: when its owner says so. Moving it voids nothing, so no approval binds to it. */
  startAt?: Instant;
}

export const MILESTONES = [
  'code freeze',
  'tests done',
  'acceptance done',
  'pre-production',
  'production',
  'verification',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** The plan, the terms the policy sets for it and the runbook compiled from both. */
export interface Agreement {
  plan: Plan;
  terms: Terms;
  runbook: Runbook;
  /** SHA-256 (hex) over version, commit, environment, strategy, runbook and policy: what an approval binds to. */
  digest: string;
}

export type PlanCommand =
  /** `emergency`: whoever plans it asks for an override in the same breath. */
  | ({
      type: 'PlanRelease';
      agreement: Agreement;
      emergency?: Omit<OverrideWish, 'by'>;
      /** The same for its gates, with the groups that may skip them. */
      skips?: { groups: GroupName[]; reason: string };
    } & Permitted)
  | ({ type: 'RevisePlan'; agreement: Agreement } & Permitted)
  /** `digest`: that of the agreement with the new owner; `of`: that of the agreement as whoever asks knows it. */
  | ({ type: 'ChangeOwner'; owner: PersonId; digest: string; of: string } & Permitted);

/** A person, and their groups of those that the permissions name for the deed; absent: none that count. */
export interface Permitted {
  by: PersonId;
  groups?: GroupName[];
}

export type PlanEvent =
  | { type: 'ReleasePlanned'; by: PersonId; agreement: Agreement }
  /** `changes`: what became different; `withdrawn`: whose approvals no longer count. Absent in old events. */
  | {
      type: 'PlanRevised';
      by: PersonId;
      agreement: Agreement;
      changes?: PlanChange[];
      withdrawn?: PersonId[];
    }
  | {
      type: 'OwnerChanged';
      by: PersonId;
      from: PersonId;
      to: PersonId;
      digest: string;
      /** The new owner had approved, which no longer counts. */
      isWithdrawn: boolean;
      /** Without that approval too few are left, so it waits for approvals again. */
      reopens: boolean;
    };

/** What a plan lacks, or null. The texts the ceremony of its terms requires, then the version rules. */
export function refusePlan({ plan, terms }: Agreement, lane: Lane): Refusal | null {
  for (const field of terms.requiredFields) {
    if (!plan[field].trim()) return refuse('field-missing', { field });
  }
  return refuseRisks(plan.risks) ?? refuseVersion(plan, plan.running ?? lane.current?.version ?? null, lane);
}

/** When something last happened to the plan, and how often it was changed. */
export interface PlanHistory {
  plannedAt: Instant;
  revisions: number;
}
