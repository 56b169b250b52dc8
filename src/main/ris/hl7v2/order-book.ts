import type { Order } from '../../../contract/index.ts';
import type { OrderChange } from './order-message.ts';

/** The open orders after all changes, in the order in which the messages were sent. */
export function openOrders(changes: Iterable<OrderChange>): ReadonlyMap<string, Order> {
  const orders = new Map<string, Order>();
  for (const change of changes) {
    switch (change.kind) {
      case 'place':
        orders.set(change.order.key, change.order);
        break;
      case 'complete': {
        const known = orders.get(change.order.key);
        if (known) orders.set(known.key, completed(known, change.order));
        break;
      }
      case 'remove':
        orders.delete(change.key);
        break;
    }
  }
  return orders;
}

/** Identity, procedure and priority stay as ordered; what was not known yet is filled in. */
function completed(known: Order, given: Order): Order {
  return {
    ...known,
    fillerNumber: known.fillerNumber ?? given.fillerNumber,
    accession: known.accession ?? given.accession,
    modality: known.modality ?? given.modality,
    bodyPart: known.bodyPart ?? given.bodyPart,
    studyUid: known.studyUid ?? given.studyUid,
    indication: known.indication ?? given.indication,
  };
}
