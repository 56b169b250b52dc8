import { describe, expect, it } from 'vitest';
import type { ReportStanding } from '../reports/index.ts';
import type { MatchedReading } from './match.ts';
import { lateOrders } from './standing.ts';

const standing = (state: ReportStanding['state'], orderKeys: string[]): ReportStanding => ({
  reportId: 'r',
  readingId: 'north~o~PL-1',
  site: 'north',
  orderKeys,
  studyUid: '1.2.3',
  instanceCount: null,
  version: state === 'draft' ? null : 'final',
  state,
  signedAt: state === 'draft' ? null : '2026-11-22T08:00:00Z',
  refusal: null,
});

const reading = (...keys: string[]) => ({ orders: keys.map(key => ({ key })) }) as unknown as MatchedReading;

describe('orders that come after the signature', () => {
  it.each(['signed', 'delivered', 'refused'] as const)('are remarked on a %s report', state => {
    expect(lateOrders(standing(state, ['PL-1']), reading('PL-1', 'PL-2'))).toEqual([
      { code: 'order-after-signature', params: { orders: 1 } },
    ]);
  });

  it('are none while the report answers all of them, is a draft, or is not there', () => {
    expect(lateOrders(standing('delivered', ['PL-1', 'PL-2']), reading('PL-1', 'PL-2'))).toEqual([]);
    expect(lateOrders(standing('draft', ['PL-1']), reading('PL-1', 'PL-2'))).toEqual([]);
    expect(lateOrders(null, reading('PL-1'))).toEqual([]);
  });
});
