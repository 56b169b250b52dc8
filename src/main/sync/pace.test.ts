import { describe, expect, it } from 'vitest';
import { defaultSiteSync } from '../../contract/index.ts';
import { quietAt } from './local-hours.ts';
import { limitAt, paceOf } from './pace.ts';

const at = (hours: number, minutes: number) => new Date(2026, 10, 24, hours, minutes).getTime();
const night = { from: '22:30', to: '06:00', megabitsPerSecond: 5 };
const noon = { from: '12:00', to: '13:00', megabitsPerSecond: null };

describe('quiet hours', () => {
  it('go over midnight, begin with their first minute and end before their last', () => {
    const quiet = (hours: number, minutes: number) => quietAt([noon, night], at(hours, minutes));
    expect(quiet(22, 29)).toBeNull();
    expect(quiet(22, 30)).toBe(night);
    expect(quiet(0, 0)).toBe(night);
    expect(quiet(5, 59)).toBe(night);
    expect(quiet(6, 0)).toBeNull();
    expect(quiet(12, 0)).toBe(noon);
    expect(quiet(13, 0)).toBeNull();
  });

  it('limit the line further than the site does anyway', () => {
    const sync = { ...defaultSiteSync, megabitsPerSecond: 20, quietHours: [night, noon] };
    expect(limitAt(sync, at(9, 0))).toBe(20);
    expect(limitAt(sync, at(23, 0))).toBe(5);
    expect(limitAt(sync, at(12, 30))).toBe(20);
    expect(limitAt({ ...sync, megabitsPerSecond: null }, at(9, 0))).toBeNull();
  });
});

describe('the pace of a site', () => {
  const clock = { now: () => at(9, 0) };
  const { signal } = new AbortController();

  it('is not kept where nothing limits it', () => {
    expect(paceOf({ ...defaultSiteSync, quietHours: [noon] }, clock)).toBeNull();
  });

  it('lets all retrievals together have what is allowed', async () => {
    const pace = paceOf({ ...defaultSiteSync, megabitsPerSecond: 8 }, clock);
    const started = performance.now();
    // 8 Mbit/s is 1 MB/s: 400 kB take 0.4 s, of which a tenth of a second may come at once.
    const reader = async () => {
      for (let i = 0; i < 10; i++) await pace?.(20_000, signal);
    };
    await Promise.all([reader(), reader()]);
    const ms = performance.now() - started;
    expect(ms).toBeGreaterThan(270);
    expect(ms).toBeLessThan(1500);
  });

  it('does not hold back what is given up', async () => {
    const pace = paceOf({ ...defaultSiteSync, megabitsPerSecond: 0.001 }, clock);
    const stop = new AbortController();
    const paced = pace?.(1_000_000, stop.signal);
    stop.abort();
    await paced;
  });
});
