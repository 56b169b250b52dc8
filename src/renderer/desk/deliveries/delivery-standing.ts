import type { Delivery } from '../../../contract/index.ts';

export type DeliveryStateKind = Delivery['state'];

/** From the worst news to the best: of several channels, the one that needs an eye first is shown. */
const worstFirst: readonly DeliveryStateKind[] = [
  'refused',
  'unknown',
  'retry',
  'sending',
  'queued',
  'confirmed',
  'recalled',
];

/** The deliveries of the newest version of a reading's report. */
export function deliveriesOf(
  deliveries: readonly Delivery[],
  reading: { readonly id: string; readonly report: { readonly reportId: string } | null },
): Delivery[] {
  const own = deliveries.filter(
    ({ readingId, reportId, state }) =>
      (readingId === reading.id || reportId === reading.report?.reportId) && state !== 'recalled',
  );
  const newest = Math.max(0, ...own.map(({ version }) => version));
  return own.filter(({ version }) => version === newest);
}

/** The delivery that speaks for all of them, or null when nothing was signed. */
export function worstDelivery(deliveries: readonly Delivery[]): Delivery | null {
  for (const state of worstFirst) {
    const found = deliveries.find(delivery => delivery.state === state);
    if (found) return found;
  }
  return null;
}

/** How many reports wait for delivery and how many were refused: what the status bar keeps in sight. */
export function openDeliveries(deliveries: readonly Delivery[]): { pending: number; refused: number } {
  const refused = deliveries.filter(({ state }) => state === 'refused').length;
  const settled = deliveries.filter(({ state }) => state === 'confirmed' || state === 'recalled').length;
  return { pending: deliveries.length - refused - settled, refused };
}

/** What needs an eye first, then the newest. */
export function sortDeliveries(deliveries: readonly Delivery[]): Delivery[] {
  return deliveries.toSorted(
    (a, b) =>
      worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state) ||
      (b.confirmedAt ?? '').localeCompare(a.confirmedAt ?? ''),
  );
}
