import { deployTargetConformance } from '../conformance.ts';
import { openArgoRig } from './rig.ts';

deployTargetConformance('Argo Rollouts', () => openArgoRig());
