import type { Outcome } from './failure.ts';

/** What an outcome brought that a test expects to have worked; throws its failure. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}
