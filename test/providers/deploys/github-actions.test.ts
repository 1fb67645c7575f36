import { deployTargetConformance } from './conformance.ts';
import { openGitHubRig } from './github-rig.ts';

deployTargetConformance('GitHub Actions', openGitHubRig);
