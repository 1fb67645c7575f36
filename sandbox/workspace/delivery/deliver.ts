import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryKind, Faults } from '../faults.ts';
import type { Json } from '../ui-protocol.ts';

/** One thing for the app: a command, a click, a question for options, or an event. */
export type Parcel = { kind: DeliveryKind; payload: Json; retry?: { number: number; reason: string } };

/** What came of it. `reason` is Slack's word for `x-slack-retry-reason`. */
export type Receipt =
  | { acknowledged: true; body: Json | undefined }
  | { acknowledged: false; reason: 'http_timeout' | 'http_error' | 'connection_failed'; noRetry: boolean };

export type Transport = (parcel: Parcel) => Promise<Receipt>;

export type Deliver = Transport;

const lost: Receipt = { acknowledged: false, reason: 'connection_failed', noRetry: false };
const broken: Receipt = { acknowledged: false, reason: 'http_error', noRetry: false };

/** A transport with the faults that were asked for. */
export function faultyDelivery(faults: Faults, transport: Transport): Deliver {
  return async parcel => {
    const fault = faults.strike({ delivery: parcel.kind });
    const isAfter = fault?.when === 'after';
    if (fault?.kind === 'reorder') await faults.held('delivery', fault.delayMs ?? 1000);
    if (fault?.kind === 'slow' && !isAfter) await wait(fault.delayMs ?? 1000);
    if (fault?.kind === 'reset' && !isAfter) return lost;
    if (fault?.kind === '503' && !isAfter) return broken;
    const copies = fault?.kind === 'duplicate' ? [parcel, parcel] : [parcel];
    const [receipt = lost] = await Promise.all(copies.map(transport));
    faults.passed('delivery');
    if (fault?.kind === 'slow' && isAfter) await wait(fault.delayMs ?? 1000);
    if (fault?.kind === 'reset' && isAfter) return lost;
    if (fault?.kind === '503' && isAfter) return broken;
    return receipt;
  };
}
