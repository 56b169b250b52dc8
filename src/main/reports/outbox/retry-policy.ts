import type { DeliveryAnswer } from '../../ris/index.ts';

/** When an undelivered report is tried again. All times in milliseconds. */
export interface RetryPolicy {
  /** Wait after the first failed attempt; doubles with each further one. */
  readonly first: number;
  readonly longest: number;
  /** Wait after refused credentials: somebody must change them. */
  readonly credentials: number;
  /** How often a site without a connector is looked at again. */
  readonly withoutConnector: number;
  /** An attempt without an answer ends after this. */
  readonly attemptTimeout: number;
  /** What an aborted attempt is given to tell what became of it. */
  readonly abortGrace: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  first: 2_000,
  longest: 60_000,
  credentials: 300_000,
  withoutConnector: 15_000,
  attemptTimeout: 90_000,
  abortGrace: 2_000,
};

/** A receiver may ask for patience, but not for ever. */
const longestRequestedWait = 3_600_000;

/** Milliseconds until the next attempt, or null when there is none by itself. `attempts` counts the one just made. */
export function waitAfter(answer: DeliveryAnswer, attempts: number, policy: RetryPolicy): number | null {
  switch (answer.kind) {
    case 'confirmed':
    case 'refused':
      return null;
    case 'credentials':
      return policy.credentials;
    case 'retry':
    case 'unknown': {
      const doubled = Math.min(policy.longest, policy.first * 2 ** Math.min(attempts - 1, 30));
      const requested = Math.min(Math.max(answer.retryAfterMs ?? 0, 0), longestRequestedWait);
      return Math.max(doubled, requested);
    }
  }
}
