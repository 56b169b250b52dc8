import type { ReportSubject } from '../../contract/index.ts';

/** The numbers by which the RIS knows an order that a report answers. */
export interface ReportedOrder {
  /** Null for a study without an order. */
  readonly key: string | null;
  readonly placerNumber: string | null;
  readonly fillerNumber: string | null;
  readonly accession: string | null;
}

/**
 * The orders of a report with the numbers that the report was bound to. An order that had no accession number gets its
 * study's where there is just one, never another order's. A study without an order is one entry.
 */
export function reportedOrders(subject: ReportSubject): readonly ReportedOrder[] {
  const { orderKeys, accessions, orderNumbers = [] } = subject;
  const only = accessions.length === 1 ? (accessions[0] ?? null) : null;
  if (orderKeys.length === 0)
    return [{ key: null, placerNumber: null, fillerNumber: null, accession: accessions[0] ?? null }];
  return orderKeys.map(key => {
    const stated = orderNumbers.find(order => order.key === key) ?? numbersInKey(key);
    const { placerNumber, fillerNumber } = stated;
    return { key, placerNumber, fillerNumber, accession: stated.accession ?? only };
  });
}

/** What an order's key itself tells of its numbers (`orderKey` in ris/hl7v2/order-message.ts). */
function numbersInKey(key: string): ReportedOrder {
  const none = { key, placerNumber: null, fillerNumber: null, accession: null };
  if (key.startsWith('filler:')) return { ...none, fillerNumber: key.slice('filler:'.length) };
  if (key.startsWith('accession:')) return { ...none, accession: key.slice('accession:'.length) };
  return { ...none, placerNumber: key };
}
