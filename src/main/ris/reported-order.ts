import type { ReportSubject } from '../../contract/index.ts';

/** The numbers by which the RIS knows an order that a report answers. */
export interface ReportedOrder {
  readonly placerNumber: string | null;
  readonly fillerNumber: string | null;
  readonly accession: string | null;
}

/**
 * The orders of a report, from the keys it was bound to (`orderKey` in hl7v2/order-message.ts). Accessions go with the
 * keys one to one where there are as many, else the first stands for all. A study without an order is one entry.
 */
export function reportedOrders(subject: ReportSubject): readonly ReportedOrder[] {
  const { orderKeys, accessions } = subject;
  const first = accessions[0] ?? null;
  if (orderKeys.length === 0) return [{ placerNumber: null, fillerNumber: null, accession: first }];
  return orderKeys.map((key, index) => {
    const accession = (orderKeys.length === accessions.length ? accessions[index] : first) ?? null;
    if (key.startsWith('filler:')) return { placerNumber: null, fillerNumber: key.slice('filler:'.length), accession };
    if (key.startsWith('accession:')) return { placerNumber: null, fillerNumber: null, accession };
    return { placerNumber: key, fillerNumber: null, accession };
  });
}
