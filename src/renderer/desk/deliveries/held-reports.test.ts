import { expect, test } from 'vitest';
import type { Delivery } from '../../../contract/index.ts';
import { heldReports } from './held-reports.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const row = (reportId: string, changes: Partial<Delivery>): Delivery => ({
  id: `${reportId} ${changes.channelId}`,
  reportId,
  version: 1,
  readingId: `reading ${reportId}`,
  site: 'north',
  channel: 'folder',
  channelId: 'folder',
  orderNumber: null,
  target: '',
  createdAt: '2026-11-24T09:59:50Z',
  heldUntil: '2026-11-24T10:00:20Z',
  lastAttemptAt: null,
  possiblyDoubled: false,
  state: 'queued',
  attempts: 0,
  reference: '',
  lastAnswer: null,
  nextAttemptAt: null,
  confirmedAt: null,
  ...changes,
});

test('are those of which nothing has left, the latest first', () => {
  const held = heldReports(
    [
      row('a', {}),
      row('a', { channelId: 'archive' }),
      row('b', { createdAt: '2026-11-24T09:59:55Z', heldUntil: '2026-11-24T10:00:25Z' }),
      row('gone', { heldUntil: '2026-11-24T09:59:59Z' }),
      row('left', {}),
      row('left', { channelId: 'archive', state: 'sending', heldUntil: null }),
      row('never', { heldUntil: null }),
    ],
    now,
  );
  expect(held.map(({ reportId, until }) => [reportId, until - now])).toEqual([
    ['b', 25_000],
    ['a', 20_000],
  ]);
});
