import { deployTargetConformance } from '../conformance.ts';
import { openNamedRig } from './real-cluster.ts';

deployTargetConformance('Kubernetes, in place', () => openNamedRig('in-place'));
