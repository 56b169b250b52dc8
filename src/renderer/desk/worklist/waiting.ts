import type { Reading } from '../../../contract/index.ts';

/** How long a reading has been waiting, in milliseconds, against its deadline. */
export interface Waiting {
  /** Since the order was placed; null when the RIS gave no time. */
  readonly waited: number | null;
  /** Until the deadline, negative once it has passed; null without one. */
  readonly remaining: number | null;
  /** Part of the time to the deadline that is used, 0 to 1; null without order time or deadline. */
  readonly used: number | null;
}

const isDone = (reading: Reading) => reading.state === 'delivered' || reading.state === 'signed';

function earliest(instants: readonly (string | null)[]): number | null {
  const times = instants.filter(instant => instant !== null).map(instant => Date.parse(instant));
  const known = times.filter(time => !Number.isNaN(time));
  return known.length > 0 ? Math.min(...known) : null;
}

/** The waiting time at `now`; a signed reading no longer waits, its clock stopped at the signature. */
export function waitingOf(reading: Reading, now: number): Waiting {
  const ordered = earliest(reading.orders.map(order => order.orderedAt));
  const due = earliest(reading.orders.map(order => order.dueAt));
  const signedAt = reading.report?.signedAt ? Date.parse(reading.report.signedAt) : null;
  const end = isDone(reading) && signedAt !== null ? signedAt : now;
  const waited = ordered === null ? null : Math.max(0, end - ordered);
  const remaining = due === null ? null : due - end;
  const used =
    ordered === null || due === null || due <= ordered
      ? null
      : Math.min(1, Math.max(0, (end - ordered) / (due - ordered)));
  return { waited, remaining, used };
}
