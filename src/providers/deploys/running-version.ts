import { z } from 'zod';

/** https://semver.org, with the leading `v` that many systems print. */
const SEMVER = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** A version as a target tells it, without its `v`. */
export const runningVersion = z
  .string()
  .max(128)
  .regex(SEMVER, 'is not a version like 1.4.0')
  .transform(version => version.replace(/^v/, ''));
