import { setTimeout as delay } from 'node:timers/promises';
import type { SiteSync } from '../../contract/index.ts';
import type { Clock } from '../ports.ts';
import { quietAt } from './local-hours.ts';

/** What may come at once before the limit bites: a tenth of a second of it. */
const burstSeconds = 0.1;

/**
 * Slows the reading of a site's answers down to its bandwidth limit, all its retrievals together. What is not read
 * stays in the connection's buffers, and TCP tells the server. Null where the site sets no limit at all.
 */
export function paceOf(sync: SiteSync, clock: Clock): ((bytes: number, signal: AbortSignal) => Promise<void>) | null {
  if (sync.megabitsPerSecond === null && sync.quietHours.every(({ megabitsPerSecond }) => megabitsPerSecond === null)) {
    return null;
  }
  /** When everything admitted so far has passed at the allowed rate, by the monotonic clock. */
  let passedAt = 0;
  return async (bytes, signal) => {
    const megabits = limitAt(sync, clock.now());
    if (megabits === null) return;
    const now = performance.now();
    passedAt = Math.max(passedAt, now - burstSeconds * 1000) + (bytes * 8) / (megabits * 1000);
    const wait = passedAt - now;
    if (wait > 1) await delay(wait, undefined, { signal }).catch(() => {});
  };
}

/** Megabits a second that are allowed now; null for no limit. */
export function limitAt({ megabitsPerSecond, quietHours }: SiteSync, now: number): number | null {
  const limits = [megabitsPerSecond, quietAt(quietHours, now)?.megabitsPerSecond ?? null].filter(each => each !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}
