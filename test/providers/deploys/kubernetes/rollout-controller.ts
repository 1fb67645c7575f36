import { bare, hashOf } from './deployment-controller.ts';
import { type KubeObject, type PodTemplate, sameJson } from './kube-object.ts';
import type { ObjectStore } from './object-store.ts';
import { countIn, isOwnedBy, keepPods, ownerReference, replicasOf } from './pods.ts';

const HASH = 'rollouts-pod-template-hash';

interface Step {
  setWeight?: number;
  setCanaryScale?: { replicas: number };
  pause?: { duration?: number };
}

interface Status {
  observedGeneration: string;
  currentPodHash: string;
  stableRS: string;
  currentStepIndex: number;
  abort: boolean;
  promoteFull: boolean;
  controllerPause: boolean;
  pauseConditions: { reason: string; startTime: string }[] | null;
  phase: string;
  message: string;
  canary: { weights?: { canary: { weight: number }; stable: { weight: number } } };
  progressedAt: string;
}

const EMPTY: Status = {
  observedGeneration: '0',
  currentPodHash: '',
  stableRS: '',
  currentStepIndex: 0,
  abort: false,
  promoteFull: false,
  controllerPause: false,
  pauseConditions: null,
  phase: 'Progressing',
  message: '',
  canary: {},
  progressedAt: '',
};

/**
 * As much of https://github.com/argoproj/argo-rollouts/tree/master/rollout (`canary.go`, `pause.go`, `sync.go`) as a
 * client can tell: hashes, steps, pauses that end when their condition is cleared, full promotion, abort, the way
 * back to the stable version without steps, weights of a traffic router, the progress deadline.
 */
export function keepRollout(store: ObjectStore, namespace: string, name: string): void {
  const rollout = store.find('rollouts', namespace, name);
  if (!rollout) return;
  const template = templateFor(store, rollout);
  if (!template) return;
  const before: Status = { ...EMPTY, ...(rollout.status as Partial<Status> | undefined) };
  const current = currentOf(store, rollout, template);
  const hash = current.metadata.labels?.[HASH] ?? '';
  const status = { ...before, observedGeneration: String(rollout.metadata.generation) };
  const steps = stepsOf(rollout);
  if (status.stableRS === '') Object.assign(status, { stableRS: hash, currentStepIndex: steps.length });
  if (status.currentPodHash !== hash) {
    Object.assign(status, {
      ...{
        currentPodHash: hash,
        abort: false,
        promoteFull: false,
        controllerPause: false,
        pauseConditions: null,
      },
      currentStepIndex: hash === status.stableRS ? steps.length : 0,
      progressedAt: new Date().toISOString(),
    });
  } else if (rollout.spec.paused !== true) {
    // Whoever retries begins anew, with a new deadline.
    if (before.phase === 'Degraded' && !before.abort && before.message.startsWith('RolloutAborted')) {
      status.progressedAt = new Date().toISOString();
    }
    advance(store, rollout, status, current);
  }
  if (rollout.spec.paused !== true) scale(store, rollout, status, current);
  Object.assign(status, weightsOf(rollout, status), phaseFor(store, rollout, status, current));
  const replicas = {
    updatedReplicas: countIn(
      store.find('replicasets', namespace, current.metadata.name) ?? current,
      'replicas',
    ),
  };
  store.replace('rollouts', { ...rollout, status: { ...status, ...replicas } }, 'status');
}

const stepsOf = ({ spec }: KubeObject): Step[] =>
  (spec.strategy as { canary?: { steps?: Step[] } }).canary?.steps ?? [];
const hasRouter = ({ spec }: KubeObject): boolean =>
  (spec.strategy as { canary?: { trafficRouting?: object } }).canary?.trafficRouting !== undefined;

function templateFor(store: ObjectStore, { spec, metadata: { namespace } }: KubeObject): PodTemplate | null {
  const { name } = (spec.workloadRef as { name?: string } | undefined) ?? {};
  const holder = name ? store.find('deployments', namespace, name)?.spec : spec;
  return (holder?.template as PodTemplate | undefined) ?? null;
}

function currentOf(store: ObjectStore, rollout: KubeObject, template: PodTemplate): KubeObject {
  const { namespace, name } = rollout.metadata;
  const known = store
    .list('replicasets', namespace, isOwnedBy(rollout))
    .find(({ spec }) => sameJson(bare(spec.template as PodTemplate, HASH), bare(template, HASH)));
  if (known) return known;
  const hash = hashOf(template);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  return store.create('replicasets', namespace, {
    metadata: { name: `${name}-${hash}`, labels, ownerReferences: [ownerReference(rollout)] },
    spec: { replicas: 0, template: { ...template, metadata: { ...template.metadata, labels } } },
    status: {},
  });
}

const weightOf = (
  rollout: KubeObject,
  { currentStepIndex, abort, currentPodHash, stableRS }: Status,
): number => {
  if (currentPodHash === stableRS || abort) return 0;
  const steps = stepsOf(rollout);
  if (currentStepIndex >= steps.length) return 100;
  return steps.slice(0, currentStepIndex + 1).reduce((weight, { setWeight }) => setWeight ?? weight, 0);
};

const weightsOf = (rollout: KubeObject, status: Status) => {
  const weight = weightOf(rollout, status);
  return hasRouter(rollout)
    ? { canary: { weights: { canary: { weight }, stable: { weight: 100 - weight } } } }
    : {};
};

function wantedCanary(rollout: KubeObject, status: Status): number {
  const desired = replicasOf(rollout);
  if (status.currentPodHash === status.stableRS) return desired;
  if (status.abort) return 0;
  const steps = stepsOf(rollout);
  if (status.currentStepIndex >= steps.length) return desired;
  const share = Math.ceil((weightOf(rollout, status) * desired) / 100);
  const scaled = steps.slice(0, status.currentStepIndex + 1).findLast(({ setCanaryScale }) => setCanaryScale);
  return Math.max(share, weightOf(rollout, status) === 0 ? (scaled?.setCanaryScale?.replicas ?? 0) : 0);
}

function advance(store: ObjectStore, rollout: KubeObject, status: Status, current: KubeObject): void {
  const steps = stepsOf(rollout);
  const ready = countIn(
    store.find('replicasets', rollout.metadata.namespace, current.metadata.name) ?? current,
    'availableReplicas',
  );
  const isSettled = ready === wantedCanary(rollout, status);
  const progressed = { progressedAt: new Date().toISOString() };
  if (status.promoteFull) {
    Object.assign(status, { abort: false, pauseConditions: null, controllerPause: false });
    if (status.currentStepIndex < steps.length) Object.assign(status, progressed);
    status.currentStepIndex = steps.length;
  }
  if (status.currentPodHash === status.stableRS) {
    Object.assign(status, { promoteFull: false });
    return;
  }
  if (status.currentStepIndex >= steps.length && !status.abort) {
    if (ready === replicasOf(rollout)) {
      Object.assign(status, {
        stableRS: status.currentPodHash,
        promoteFull: false,
        pauseConditions: null,
        controllerPause: false,
      });
    }
    return;
  }
  if (status.abort) {
    Object.assign(status, { currentStepIndex: 0, pauseConditions: null, controllerPause: false });
    return;
  }
  const step = steps[status.currentStepIndex];
  const next = () =>
    Object.assign(status, {
      currentStepIndex: status.currentStepIndex + 1,
      ...{ pauseConditions: null, controllerPause: false, ...progressed },
    });
  if (!step?.pause) {
    if (isSettled) next();
    return;
  }
  const isPaused = (status.pauseConditions ?? []).length > 0;
  if (!isPaused && status.controllerPause) next();
  else if (!isPaused) {
    // As an analysis that could not tell would have it; a label asks for that.
    const reason = rollout.metadata.labels?.inconclusive ? 'InconclusiveAnalysisRun' : 'CanaryPauseStep';
    Object.assign(status, {
      controllerPause: true,
      pauseConditions: [{ reason, startTime: new Date().toISOString() }],
    });
  }
}

function scale(store: ObjectStore, rollout: KubeObject, status: Status, current: KubeObject): void {
  const { namespace } = rollout.metadata;
  const desired = replicasOf(rollout);
  const canary = wantedCanary(rollout, status);
  for (const one of store.list('replicasets', namespace, isOwnedBy(rollout))) {
    const isCurrent = one.metadata.name === current.metadata.name;
    const isStable = one.metadata.labels?.[HASH] === status.stableRS;
    const beside = hasRouter(rollout) ? desired : desired - canary;
    const replicas = isCurrent ? canary : isStable ? beside : 0;
    if (replicasOf(one) === replicas) continue;
    keepPods(store, store.replace('replicasets', { ...one, spec: { ...one.spec, replicas } }, 'main'));
  }
}

function phaseFor(
  store: ObjectStore,
  rollout: KubeObject,
  status: Status,
  current: KubeObject,
): { phase: string; message: string } {
  const found = store.find('replicasets', rollout.metadata.namespace, current.metadata.name) ?? current;
  const isReady = countIn(found, 'availableReplicas') === wantedCanary(rollout, status);
  const deadlineMs = ((rollout.spec.progressDeadlineSeconds as number | undefined) ?? 600) * 1000;
  if (status.abort)
    return { phase: 'Degraded', message: 'RolloutAborted: Rollout aborted update to revision 2' };
  if (rollout.spec.paused === true) return { phase: 'Paused', message: 'manually paused' };
  if ((status.pauseConditions ?? []).length > 0) return { phase: 'Paused', message: 'CanaryPauseStep' };
  if (!isReady && Date.now() - Date.parse(status.progressedAt) > deadlineMs) {
    const message = `ProgressDeadlineExceeded: ReplicaSet "${current.metadata.name}" has timed out progressing.`;
    return { phase: 'Degraded', message };
  }
  if (!isReady) return { phase: 'Progressing', message: 'more replicas need to be updated' };
  if (status.currentPodHash !== status.stableRS) {
    return { phase: 'Progressing', message: 'waiting for all steps to complete' };
  }
  return { phase: 'Healthy', message: '' };
}
