import type { Delivery } from '../../../contract/index.ts';
import type { DeliveryAnswer } from '../../ris/index.ts';

export type DeliveryState = Delivery['state'];

/**
 * What can happen to an outbox row, besides an answer. `unpreparable`: the connector cannot make a message of the
 * report; `restart`: the program starts and finds it; `resend`: the user asks for it; `recall`: the
 * reader takes the version back before it left.
 */
export type DeliveryEvent = 'attempt' | 'unpreparable' | DeliveryAnswer['kind'] | 'restart' | 'resend' | 'recall';

/**
 * The legal transitions. A row whose bytes may have been received (`unknown`, or found `sending` after a crash) is only
 * ever sent again as it is. `retry` and `unknown` keep their state when the user asks to send: they only come due.
 */
export const transitions: Readonly<Record<DeliveryState, Readonly<Partial<Record<DeliveryEvent, DeliveryState>>>>> = {
  queued: { attempt: 'sending', unpreparable: 'refused', recall: 'recalled' },
  sending: {
    confirmed: 'confirmed',
    refused: 'refused',
    retry: 'retry',
    credentials: 'retry',
    unknown: 'unknown',
    restart: 'unknown',
  },
  retry: { attempt: 'sending', resend: 'retry' },
  unknown: { attempt: 'sending', resend: 'unknown' },
  refused: { resend: 'queued' },
  confirmed: {},
  recalled: {},
};

/** The state after an event, or null when the event is not legal in that state. */
export function nextState(state: DeliveryState, event: DeliveryEvent): DeliveryState | null {
  return transitions[state][event] ?? null;
}
