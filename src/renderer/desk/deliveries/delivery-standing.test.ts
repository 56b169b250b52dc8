import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../contract/index.ts';
import { intervalBetween } from '../case/interval.ts';
import { deliveriesOf, openDeliveries, sortDeliveries, worstDelivery } from './delivery-standing.ts';

function delivery(id: string, changes: Partial<Delivery> = {}): Delivery {
  return {
    id,
    reportId: 'report',
    version: 1,
    readingId: 'R1',
    site: 'north',
    channel: 'folder',
    channelId: 'folder',
    orderNumber: null,
    heldUntil: null,
    target: '/reports',
    createdAt: '2026-11-22T08:00:00.000Z',
    lastAttemptAt: null,
    possiblyDoubled: false,
    state: 'confirmed',
    attempts: 1,
    reference: id,
    lastAnswer: null,
    nextAttemptAt: null,
    confirmedAt: null,
    ...changes,
  };
}

describe('where a report stands', () => {
  it('is told by the channel with the worst news', () => {
    expect(worstDelivery([delivery('a'), delivery('b', { state: 'retry' })])?.id).toBe('b');
    expect(worstDelivery([delivery('a', { state: 'unknown' }), delivery('b', { state: 'refused' })])?.id).toBe('b');
    expect(worstDelivery([])).toBe(null);
  });

  it('is that of the newest version of its own report', () => {
    const all = [
      delivery('old', { state: 'refused' }),
      delivery('new', { version: 2 }),
      delivery('other', { readingId: 'R2', reportId: 'other' }),
    ];
    expect(deliveriesOf(all, { id: 'R1', report: null }).map(({ id }) => id)).toEqual(['new']);
  });

  it('is followed by the report when the reading got another id', () => {
    const all = [delivery('a', { readingId: 'before' })];
    expect(deliveriesOf(all, { id: 'after', report: { reportId: 'report' } })).toHaveLength(1);
  });

  it('counts what waits and what was refused, and sorts it to the top', () => {
    const all = [
      delivery('done'),
      delivery('waits', { state: 'retry' }),
      delivery('refused', { state: 'refused' }),
      delivery('queued', { state: 'queued' }),
    ];
    expect(openDeliveries(all)).toEqual({ pending: 2, refused: 1 });
    expect(sortDeliveries(all).map(({ id }) => id)).toEqual(['refused', 'waits', 'queued', 'done']);
  });
});

describe('the distance to a prior', () => {
  it.each([
    ['2026-11-22', '2026-11-22', 'days', 0],
    ['2026-11-01', '2026-11-22T10:00:00', 'days', 21],
    ['2026-03-22', '2026-11-22', 'months', 8],
    ['2026-03-23', '2026-11-22', 'months', 7],
    ['2024-11-22', '2026-11-22', 'years', 2],
    ['2025-01-05', '2026-11-22', 'months', 22],
  ])('%s to %s', (prior, current, unit, count) => {
    expect(intervalBetween(prior, current)).toEqual({ unit, count });
  });

  it('is unknown for a study that is not earlier', () => {
    expect(intervalBetween('2026-11-23', '2026-11-22')).toBe(null);
    expect(intervalBetween('', '2026-11-22')).toBe(null);
  });
});
