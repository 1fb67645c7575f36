import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/policy/capabilities.ts';
import { refuseStrategy } from '../../src/policy/compile-runbook.ts';
import { secretsIn } from '../../src/policy/kubeconfig-secrets.ts';
import { Strategy } from '../../src/policy/strategy.ts';
import { Target } from '../../src/policy/target.ts';

const base = {
  kind: 'kubernetes',
  namespace: 'shop',
  container: 'app',
  image: 'ghcr.io/acme/checkout:{version}',
} as const;
const two = { ...base, deployments: ['checkout-a', 'checkout-b'] };
const mistakeIn = (target: object): string =>
  Target.safeParse(target)
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ') ?? 'none';

const argo = { ...base, kind: 'argo-rollouts', rollout: 'checkout', shares: [5, 50] };

describe('an argo-rollouts target', () => {
  const shared = (phases: string[]) => ({ name: 'own', strategy: Strategy.parse({ phases }) });
  const can = capabilitiesOf(Target.parse(argo));

  it('serves a strategy whose shares are steps of its Rollout, all of them or some', () => {
    expect(refuseStrategy(shared(['5 % for 1 min', '50 % for 1 min', '100 %']), can)).toBeNull();
    expect(refuseStrategy(shared(['50 % for 1 min', '100 %']), can)).toBeNull();
  });

  it('refuses any other share when it is planned, and names those there are', () => {
    expect(refuseStrategy(shared(['5 % for 1 min', '25 % for 1 min', '100 %']), can)).toMatchObject({
      refusal: 'strategy-not-served',
      needs: "a share of 25%, at which the target's Rollout has to pause; its `shares` are 5, 50",
    });
  });

  it.each([[[50, 5]], [[5, 5]], [[5, 100]], [[0]]])('with shares %s is a mistake', shares => {
    expect(mistakeIn({ ...argo, shares })).toContain('shares');
  });
});

describe('a kubernetes target', () => {
  it.each([
    ['in place', { ...base, deployment: 'checkout' }, { shift: false, granularityPercent: 100, run: false }],
    [
      'by Service',
      { ...two, traffic: { by: 'service', service: 'checkout' } },
      { shift: true, granularityPercent: 100, run: false },
    ],
    [
      'by HTTPRoute',
      { ...two, traffic: { by: 'http-route', route: 'checkout' } },
      { shift: true, granularityPercent: 1, run: false },
    ],
  ])('%s can do what it can', (_, target, can) => {
    expect(capabilitiesOf(Target.parse(target))).toEqual(can);
  });

  it.each([
    ['one Deployment and two', { ...two, deployment: 'checkout' }, 'either `deployment` alone'],
    ['two without traffic', two, 'either `deployment` alone'],
    ['none', base, 'either `deployment` alone'],
    [
      'the same one twice',
      { ...base, deployments: ['a', 'a'], traffic: { by: 'ingress-nginx', ingress: 'c' } },
      'a list of two different names',
    ],
    [
      'an image without a version',
      { ...base, deployment: 'checkout', image: 'ghcr.io/acme/checkout:latest' },
      'image: an image with `{version}`',
    ],
    [
      'a kubeconfig that is written down',
      { ...base, deployment: 'checkout', kubeconfig: 'apiVersion: v1' },
      'kubeconfig: a reference such as',
    ],
    [
      'a name that leads elsewhere',
      { ...base, deployment: '../secrets' },
      'deployment: the name of an object',
    ],
  ])('with %s is a mistake', (_, target, sentence) => {
    expect(mistakeIn(target)).toContain(sentence);
  });
});

describe('of a kubeconfig', () => {
  const yaml = `apiVersion: v1
clusters: [{ name: local, cluster: { server: https://api } }]
contexts: []
users:
  - name: deployer
    user:
      token: tok-5f3a9c
      client-key-data: "LS0tLS1CRUdJTg=="`;

  it('only the credentials are secret, whether it is written as YAML or as JSON', () => {
    expect(secretsIn(yaml)).toEqual(['tok-5f3a9c', 'LS0tLS1CRUdJTg==']);
    const json = JSON.stringify({ clusters: [], contexts: [], users: [{ user: { password: 'hunter2' } }] });
    expect(secretsIn(json)).toEqual(['hunter2']);
    expect(secretsIn('just-a-token')).toEqual(['just-a-token']);
  });
});
