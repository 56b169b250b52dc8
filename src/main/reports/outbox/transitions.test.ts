import { expect, test } from 'vitest';
import { deliveryStates } from '../../../contract/index.ts';
import { defaultRetryPolicy, waitAfter } from './retry-policy.ts';
import { type DeliveryEvent, nextState } from './transitions.ts';

const events = [
  'attempt',
  'unpreparable',
  'confirmed',
  'refused',
  'retry',
  'credentials',
  'unknown',
  'restart',
  'resend',
  'recall',
] as const satisfies readonly DeliveryEvent[];

// Every cell of the table, in the order of `events`; `-` is not legal.
const expected: Record<(typeof deliveryStates)[number], string> = {
  queued: 'sending refused - - - - - - - recalled',
  sending: '- - confirmed refused retry retry unknown unknown - -',
  retry: 'sending - - - - - - - retry -',
  unknown: 'sending - - - - - - - unknown -',
  confirmed: '- - - - - - - - - -',
  recalled: '- - - - - - - - - -',
  refused: '- - - - - - - - queued -',
};

test.each(deliveryStates)('all events in state %s', state => {
  expect(events.map(event => nextState(state, event) ?? '-').join(' ')).toBe(expected[state]);
});

test('waits double up to the longest, and a receiver may ask for more', () => {
  const policy = { ...defaultRetryPolicy, first: 2000, longest: 60_000, credentials: 300_000 };
  const waits = [1, 2, 3, 5, 6, 50].map(attempts => waitAfter({ kind: 'retry', failure: null }, attempts, policy));
  expect(waits).toEqual([2000, 4000, 8000, 32_000, 60_000, 60_000]);
  expect(waitAfter({ kind: 'unknown', failure: null, retryAfterMs: 90_000 }, 1, policy)).toBe(90_000);
  expect(waitAfter({ kind: 'retry', failure: null, retryAfterMs: 1e12 }, 1, policy)).toBe(3_600_000);
  expect(waitAfter({ kind: 'retry', failure: null, retryAfterMs: -5 }, 1, policy)).toBe(2000);
  expect(waitAfter({ kind: 'credentials', failure: null }, 1, policy)).toBe(300_000);
  expect(waitAfter({ kind: 'confirmed', failure: null }, 1, policy)).toBeNull();
  expect(waitAfter({ kind: 'refused', failure: null }, 1, policy)).toBeNull();
});
