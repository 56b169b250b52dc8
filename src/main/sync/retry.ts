import type { Failure } from '../../contract/index.ts';

/**
 * - `retry`: the server or the way to it is at fault now; it may be better later.
 * - `skip`: this request brought nothing usable; others of the study may.
 * - `final`: no request of the study can succeed before somebody does something.
 */
export type Recovery = 'retry' | 'skip' | 'final';

/** Statuses that ask to come back later (RFC 9110, RFC 8470, RFC 6585). */
const passing = new Set<unknown>([408, 425, 429]);

export function recovery(failure: Failure): Recovery {
  switch (failure.code) {
    case 'pacs-unreachable':
      return failure.params.reason === 'not-configured' ? 'final' : 'retry';
    case 'pacs-server-error': {
      const { status } = failure.params;
      return passing.has(status) || (typeof status === 'number' && status >= 500) ? 'retry' : 'skip';
    }
    case 'pacs-answer-unreadable':
      return 'retry';
    case 'study-not-found':
    case 'instance-unreadable':
    case 'transfer-syntax-unsupported':
      return 'skip';
    default:
      return 'final';
  }
}

/** True when a failed request says something about all others too: the study's other requests are not sent. */
export function concernsAllRequests(failure: Failure): boolean {
  return failure.code === 'pacs-unreachable' || recovery(failure) === 'final';
}

/** Milliseconds before another try, for the first, second … failure in a row without any progress. */
export const defaultRetryDelays: readonly number[] = [1_000, 5_000, 20_000, 60_000];
