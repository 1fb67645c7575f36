import { deployTargetConformance } from '../conformance.ts';
import { openNamedRig } from './real-cluster.ts';
import { openRig } from './rigs.ts';

deployTargetConformance('Kubernetes, blue-green by Service', () => openNamedRig('service'));
deployTargetConformance('Kubernetes, by HTTPRoute', () => openRig('http-route'));
deployTargetConformance('Kubernetes, by VirtualService', () => openRig('virtual-service'));
deployTargetConformance('Kubernetes, by ingress-nginx', () => openRig('ingress-nginx'));
