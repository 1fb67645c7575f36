import { z } from 'zod';
import { ENVIRONMENTS } from '../release/terms.ts';

/** A service is part of release ids, of addresses and of what people type. */
const SERVICE_EXPECTED = 'a name of small letters, digits and hyphens, such as `checkout`';
export const ServiceName = z
  .string({ error: SERVICE_EXPECTED })
  .regex(/^[a-z][a-z0-9-]{0,39}$/, SERVICE_EXPECTED);

const NAME_EXPECTED = 'a name of small letters, digits, `-` and `_`, such as `tech_leads`';
/** Of a group, a role, a strategy, a trigger preset. */
export const Name = z.string({ error: NAME_EXPECTED }).regex(/^[a-z][a-z0-9_-]{0,39}$/, NAME_EXPECTED);

const EXPECTED_TEXT = 'some text';
export const Text = z.string({ error: EXPECTED_TEXT }).min(1, EXPECTED_TEXT);

const PERCENT_EXPECTED = 'a number from 0 to 100';
export const Percent = z
  .number({ error: PERCENT_EXPECTED })
  .min(0, PERCENT_EXPECTED)
  .max(100, PERCENT_EXPECTED);

const COUNT_EXPECTED = 'a whole number from 0 up';
export const Count = z.int({ error: COUNT_EXPECTED }).min(0, COUNT_EXPECTED);

const SOME_EXPECTED = 'a whole number from 1 up';
export const Some = z.int({ error: SOME_EXPECTED }).min(1, SOME_EXPECTED);

const YES_OR_NO = '`true` or `false`';
export const YesOrNo = z.boolean({ error: YES_OR_NO });

const CHANNEL_EXPECTED = 'a Slack channel id such as `C0123456789`, or a name such as `#releases-checkout`';
export const Channel = z
  .string({ error: CHANNEL_EXPECTED })
  .regex(/^(?:[CG][A-Z0-9]{8,}|#?[^\sA-Z#,.]{1,80})$/, CHANNEL_EXPECTED);

export const EnvironmentName = z.enum(ENVIRONMENTS);
