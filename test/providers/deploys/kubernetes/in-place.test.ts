import { deployTargetConformance } from '../conformance.ts';
import { openRig } from './rigs.ts';

deployTargetConformance('Kubernetes, in place', () => openRig('in-place'));
