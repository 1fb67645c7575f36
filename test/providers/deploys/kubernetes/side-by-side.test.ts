import { deployTargetConformance } from '../conformance.ts';
import { openRig } from './rigs.ts';

deployTargetConformance('Kubernetes, blue-green by Service', () => openRig('service'));
deployTargetConformance('Kubernetes, by HTTPRoute', () => openRig('http-route'));
deployTargetConformance('Kubernetes, by VirtualService', () => openRig('virtual-service'));
deployTargetConformance('Kubernetes, by ingress-nginx', () => openRig('ingress-nginx'));
