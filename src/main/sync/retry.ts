import type { Failure } from '../../contract/index.ts';

/**
 * - `retry`: the server or the way to it is at fault now; it may be better later.
 * - `skip`: this request brought nothing usable; others of the study may.
 * - `final`: no request of the study can succeed before somebody does something.
 */
export type Recovery = 'retry' | 'skip' | 'final';

/** Statuses that ask to come back later (RFC 9110, RFC 8470). */
const passing = new Set<unknown>([408, 425]);

export function recovery(failure: Failure): Recovery {
  switch (failure.code) {
    case 'pacs-unreachable':
      return failure.params.reason === 'not-configured' ? 'final' : 'retry';
    case 'pacs-server-error': {
      const { status } = failure.params;
      return passing.has(status) || (typeof status === 'number' && status >= 500) ? 'retry' : 'skip';
    }
    case 'pacs-answer-unreadable':
    case 'pacs-busy':
    case 'study-nearline':
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
  return failure.code === 'pacs-unreachable' || failure.code === 'pacs-busy' || recovery(failure) === 'final';
}

/** True when the failure is the site's own: another one that has the study may give it. */
export function blamesSite({ code }: Failure): boolean {
  return code.startsWith('pacs-') || code === 'study-not-found' || code === 'study-nearline';
}

/** Milliseconds before another try, for the first, second … failure in a row without any progress. */
export const defaultRetryDelays: readonly number[] = [1_000, 5_000, 20_000, 60_000];

/** An archive is asked again this often where it does not say when its study will be there. */
export const nearlineMs = 30_000;

/** A study that is wanted and was given up for a failure that may pass is taken up again after this long. */
export const takenUpAgainMs = 5 * 60_000;

/**
 * Milliseconds that the server itself asked to wait, or what is usual for an archive; null where we decide. Such a wait
 * is the server's wish, not a failed try: it may be repeated without end.
 */
export function waitAskedFor(failure: Failure): number | null {
  const { seconds } = failure.params;
  if (failure.code !== 'pacs-busy' && failure.code !== 'study-nearline') return null;
  // "At once" is answered by a second, or the two would do nothing else.
  if (typeof seconds === 'number') return Math.max(seconds, 1) * 1000;
  return failure.code === 'study-nearline' ? nearlineMs : null;
}
