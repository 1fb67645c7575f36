import type { ApprovalRule } from './approvals.ts';
import type { ChecklistItem } from './checklist.ts';
import type { ClosingRule } from './closing.ts';
import type { GateRules } from './gate-rules.ts';
import type { IncidentRules } from './incidents.ts';
import type { NoticeTerms } from './notice-terms.ts';
import type { OverrideRule } from './override.ts';
import type { Permissions } from './permissions.ts';
import type { PollRule } from './poll.ts';
import type { RoomTerms } from './war-room.ts';
import type { WatchRules } from './watching.ts';

/** What the policy asks of one release, fixed when it is planned: a reload never changes a release in flight. */
export interface Terms {
  /** SHA-256 (hex) of the policy it was planned under. */
  policyDigest: string;
  /** Plan texts that may not be empty. */
  requiredFields: ('goal' | 'communication' | 'window')[];
  /** Null: nobody needs to approve. */
  approvals: ApprovalRule | null;
  /** Absent: nothing is demanded but what people say. */
  gates?: GateRules;
  /** Null: no Go/No-Go. */
  poll: PollRule | null;
  /** `automatic`: the deploy starts as soon as everything required is in place. */
  deploy: 'button' | 'automatic';
  /** Whether approving asks once more in a modal. */
  confirmApproval: boolean;
  /** Whether failures of this release page whoever is on call. */
  pages: boolean;
  /** Who may override in an emergency; absent: nobody. */
  override?: OverrideRule;
  /** Who may do what with it; absent: as it always was. */
  permissions?: Permissions;
  watch: WatchRules;
  /** Absent in plans made before there were incidents: nothing opens one by itself. */
  incidents?: IncidentRules;
  /** Absent: there is no checklist. */
  checklist?: ChecklistItem[];
  /** Absent: nobody is asked to accept it once it is completed. */
  closing?: ClosingRule;
  /** Absent: notices go where they go as they ship. */
  notices?: NoticeTerms;
  /** Absent where there is no war room, and in releases from before there were any: the card and its thread. */
  room?: RoomTerms;
}
