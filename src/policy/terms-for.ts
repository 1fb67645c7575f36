import type { ApprovalRule } from '../release/approvals.ts';
import type { AutomaticRule } from '../release/automatic-rule.ts';
import { type GateRules, regressionFor } from '../release/gate-rules.ts';
import type { Environment, ReleaseType } from '../release/terms.ts';
import type { Terms } from '../release/terms-of-release.ts';
import type { Comparison, WatchRules } from '../release/watching.ts';
import { EVERY_GROUP } from './approvals-policy.ts';
import { ceremonyOf } from './ceremony.ts';
import { checklistTerms } from './compile-checklist.ts';
import { fedGates, gatesOfService, requiredIn } from './gates-policy.ts';
import { incidentRulesFor } from './incident-policy.ts';
import { COMPARISON_DEFAULTS, PACE_DEFAULTS, type Watched } from './monitoring-policy.ts';
import { noticeTerms } from './notices-policy.ts';
import { permissionsIn } from './permissions-policy.ts';
import type { Policy } from './policy.ts';
import type { Strategy } from './strategy.ts';
import { isPresetOfTriggers } from './trigger-presets.ts';
import { type RoomAsked, roomTerms, usualRoom } from './war-room.ts';
import { applyingCriteria, applyingTriggers, isCounted } from './what-is-measured.ts';

export interface Asked {
  service: string;
  environment: Environment;
  type: ReleaseType;
}

/** What the policy asks of a release, compiled so that a later change of the policy does not reach it. */
export function termsFor(policy: Policy, asked: RoomAsked, strategy: Strategy): Terms {
  const ceremony = ceremonyOf(policy, asked.environment, asked.type);
  const gates = gateRules(policy, asked);
  const { incidents } = policy.monitoring;
  const room = roomTerms(policy, asked, ceremony.warRoom ?? usualRoom(asked.environment, asked.type));
  const { override, permissions } = policy.approvals;
  const may = permissionsIn(permissions, asked.environment);
  return {
    policyDigest: policy.digest,
    requiredFields: ceremony.requires,
    approvals: approvalRule(policy, asked, gates !== null),
    ...(gates && { gates }),
    poll: ceremony.poll ? policy.approvals.poll : null,
    deploy: ceremony.deploy,
    confirmApproval: ceremony.confirmApproval,
    pages: ceremony.pages,
    watch: watchRules(policy, asked, strategy),
    ...(incidents && { incidents: incidentRulesFor(incidents, asked.environment) }),
    ...checklistTerms(policy.checklist, asked),
    notices: noticeTerms(policy.monitoring.notices, policy.release, asked.environment),
    ...(room && { room }),
    ...(override && { override }),
    ...(may && { permissions: may }),
  };
}

function approvalRule(
  { approvals }: Policy,
  { type, environment }: Asked,
  hasGates: boolean,
): ApprovalRule | null {
  const cell = approvals.matrix[type === 'hotfix' ? 'patch' : type][environment];
  if (!cell) return null;
  const { required, from, mandatory } = cell;
  const groups = from === EVERY_GROUP ? Object.keys(approvals.groups) : from;
  const { expireAfterMs, ask } = approvals;
  const automatic = hasGates && approvals.automatic;
  return {
    required,
    groups,
    mandatory,
    expireAfterMs,
    ask,
    ...(automatic && { automatic: automaticRule(automatic, type, environment) }),
  };
}

function automaticRule(
  policy: NonNullable<Policy['approvals']['automatic']>,
  type: ReleaseType,
  environment: Environment,
): AutomaticRule {
  const isProduction = environment === 'production';
  return {
    securityScore: isProduction ? policy.productionSecurityScore : policy.securityScore,
    coveragePercent: isProduction ? policy.productionCoveragePercent : policy.coveragePercent,
    compatibilityScore: policy.compatibilityScore,
    vulnerabilities: policy.vulnerabilities,
    regressionPercent: regressionFor(type, policy),
  };
}

/** Null where no gate is required and none is told about. */
function gateRules({ security, release }: Policy, { service, environment, type }: Asked): GateRules | null {
  if (!security.gates) return null;
  const gates = gatesOfService(security.gates, service);
  const required = requiredIn(gates, environment);
  const fed = fedGates(gates, release.services[service]?.repository !== undefined);
  if (required.length + fed.length === 0) return null;
  const { coverage } = security;
  return {
    required,
    fed,
    validForMs: security.gates.validForMs,
    allowUpTo: {
      vulnerabilities: security.vulnerabilities.allowUpTo,
      'static-analysis': security.staticAnalysis.allowUpTo,
      'code-quality': security.codeQuality.allowUpTo,
    },
    licences: security.licences.allowed,
    weights: security.score.weights,
    coveragePercent: environment === 'production' ? coverage.productionPercent : coverage.percent,
    testsPercent: security.tests.passPercent,
    compatibilityScore: security.compatibility.score,
    regressionPercent: regressionFor(type, security.performance),
  };
}

/** Nothing is watched where nothing is measured; a phase that bakes there ends with a question. */
const UNWATCHED: WatchRules = {
  everyMs: 0,
  afterEveryMs: 0,
  afterMs: 0,
  triggers: [],
  minRequests: 1,
  lostAfter: 1,
};

function watchRules(policy: Policy, { service, environment }: Asked, strategy: Strategy): WatchRules {
  const { services, pace, triggers } = policy.monitoring;
  const watched = services[service]?.[environment];
  if (!watched) return UNWATCHED;
  const set = { ...PACE_DEFAULTS, ...pace, ...watched.pace };
  const preset = strategy.triggers ?? watched.triggers;
  const success = applyingCriteria(policy.monitoring.success[watched.success ?? ''] ?? [], watched.metrics);
  const comparison = comparisonOf(
    policy,
    watched,
    environment === 'production' && isPresetOfTriggers(preset),
  );
  return {
    everyMs: set.every,
    afterEveryMs: set.afterEvery,
    afterMs: strategy.watchAfterMs ?? set.afterFor,
    triggers: applyingTriggers(triggers[preset] ?? [], watched.metrics),
    minRequests: isCounted(watched.metrics) ? set.minRequests : 0,
    lostAfter: set.lostAfter,
    ...(comparison && { comparison }),
    ...(success.length > 0 && { success }),
  };
}

/** Own triggers are somebody's own way to judge, so the comparison comes on top of them only when asked for. */
function comparisonOf({ monitoring }: Policy, watched: Watched, isUsual: boolean): Comparison | null {
  const { comparison: wanted = isUsual } = watched;
  if (wanted === false || !isCounted(watched.metrics)) return null;
  const own = wanted === true ? {} : wanted;
  const { slowerThan, ...set } = { ...COMPARISON_DEFAULTS, ...monitoring.comparison, ...own };
  return {
    alpha: set.falseAlarmPercent / 100,
    toleratedRatio: set.tolerate,
    slowerThanSeconds: slowerThan / 1000,
    sloPercent: set.allowedPercent,
  };
}
