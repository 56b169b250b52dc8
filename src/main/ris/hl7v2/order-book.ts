import type { Order, Patient } from '../../../contract/index.ts';
import type { OrderChange } from './order-message.ts';
import { isSameIdentifier, updatedPatient } from './patient-message.ts';

/** The open orders after all changes, in the order in which the messages were sent. */
export function openOrders(changes: Iterable<OrderChange>): ReadonlyMap<string, Order> {
  const orders = new Map<string, Order>();
  const merges: Extract<OrderChange, { kind: 'merge' }>[] = [];
  const ofPatient = (patient: Pick<Patient, 'patientId' | 'issuer'>) =>
    [...orders.values()].filter(order => isSameIdentifier(order.patient, patient));
  for (const change of changes) {
    switch (change.kind) {
      case 'place':
        orders.set(change.order.key, merged(change.order, merges));
        break;
      case 'complete': {
        const known = orders.get(change.order.key);
        if (known) orders.set(known.key, completed(known, change.order));
        break;
      }
      case 'remove':
        orders.delete(change.key);
        break;
      case 'demographics':
        for (const order of ofPatient(change.patient)) {
          orders.set(order.key, { ...order, patient: updatedPatient(order.patient, change.patient) });
        }
        break;
      case 'merge':
        merges.push(change);
        for (const order of ofPatient(change.former)) {
          orders.set(order.key, { ...order, patient: updatedPatient(order.patient, change.patient, [change.former]) });
        }
        // Orders that already are the surviving patient's learn under which identifier his images may be, too.
        for (const order of ofPatient(change.patient)) orders.set(order.key, merged(order, [change]));
        break;
    }
  }
  return orders;
}

/** An order as it is after merges that came before it: placed again by the surviving identifier, or late by the former one. */
function merged(order: Order, merges: readonly Extract<OrderChange, { kind: 'merge' }>[]): Order {
  let { patient } = order;
  for (const { former, patient: surviving } of merges) {
    if (isSameIdentifier(former, surviving)) continue;
    if (isSameIdentifier(patient, former)) patient = updatedPatient(patient, surviving, [former]);
    else if (isSameIdentifier(patient, surviving)) patient = updatedPatient(patient, patient, [former]);
  }
  return patient === order.patient ? order : { ...order, patient };
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
