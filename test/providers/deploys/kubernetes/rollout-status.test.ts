import { describe, expect, it } from 'vitest';
import { imagesBy } from '../../../../src/providers/deploys/kubernetes/image.ts';
import { rolloutStatus } from '../../../../src/providers/deploys/kubernetes/rollout-status.ts';
import { Deployment } from '../../../../src/providers/deploys/kubernetes/shapes.ts';
import { aDeployment } from './shop.ts';

const late = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
const done = { observedGeneration: 4, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };

describe('a rollout, by the rules of kubectl in their order,', () => {
  it.each([
    [
      'waits while the change was not seen, whatever the counts say',
      { ...done, observedGeneration: 3, conditions: late },
      'running',
      'waits to be seen',
    ],
    [
      'has failed once its deadline is exceeded',
      { ...done, updatedReplicas: 1, conditions: late },
      'failed',
      'progress deadline',
    ],
    [
      'waits for pods of the new version',
      { ...done, updatedReplicas: 2 },
      'running',
      '2 of 3 pods are of the new version',
    ],
    ['waits for old pods to go', { ...done, replicas: 4 }, 'running', '1 pods of the old version'],
    [
      'waits for new pods to be available',
      { ...done, availableReplicas: 1 },
      'running',
      '1 of 3 pods of the new version are available',
    ],
    ['is done then', done, 'succeeded', '3 pods'],
  ])('%s', (_, status, is, sentence) => {
    const { metadata, spec } = aDeployment({ replicas: 3 });
    const about = { ...metadata, uid: 'u', resourceVersion: '1', generation: 4 };
    const stand = rolloutStatus(Deployment.parse({ metadata: about, spec, status }));
    expect(stand.is).toBe(is);
    expect(JSON.stringify(stand)).toContain(sentence);
  });
});

describe('an image', () => {
  const images = imagesBy('ghcr.io/acme/checkout:v{version}-debian');
  it.each([
    ['ghcr.io/acme/checkout:v1.4.0-debian', '1.4.0'],
    ['ghcr.io/acme/checkout:v1.4.0-rc.1-debian', '1.4.0-rc.1'],
    ['ghcr.io/acme/checkout:v1.4.0_build7-debian', '1.4.0+build7'],
    [`ghcr.io/acme/checkout:v1.4.0-debian@sha256:${'a'.repeat(64)}`, '1.4.0'],
    ['ghcr.io/acme/checkout:v1.4-debian', null],
    ['ghcr.io/acme/other:v1.4.0-debian', null],
    ['ghcrXio/acme/checkout:v1.4.0-debian', null],
  ])('%s is of version %s', (image, version) => {
    expect(images.versionIn(image)).toBe(version);
    if (version && !image.includes('@')) expect(images.of(version)).toBe(image);
  });
});
