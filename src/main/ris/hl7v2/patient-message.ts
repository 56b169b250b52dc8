import { type Outcome, type Patient, succeed } from '../../../contract/index.ts';
import { type Message, partOf } from './message.ts';
import {
  headerOf,
  isOrderMessage,
  localIdentifier,
  type OrderChange,
  readOrderMessage,
  readPatient,
  unreadable,
} from './order-message.ts';

/** What ADT trigger events do to the orders of a patient; one that is not listed is not taken (HL7 v2.5.1 chapter 3). */
const patientEvents: Readonly<Record<string, 'demographics' | 'merge'>> = {
  'ADT^A08': 'demographics', // update patient information
  'ADT^A31': 'demographics', // update person information
  'ADT^A40': 'merge', // merge patient: the identifiers of MRG become those of PID (IHE PAM ITI-30)
};

/** True for every message that is understood: orders, and what changes the patient of orders. */
export function isUnderstood(message: Message): boolean {
  return isOrderMessage(message) || patientEvents[headerOf(message).messageType] !== undefined;
}

/** Reads an order message, or an ADT message about the patients of orders. Fails as `readOrderMessage` does. */
export function readMessage(message: Message, siteId: string): Outcome<readonly OrderChange[]> {
  const event = patientEvents[headerOf(message).messageType];
  if (!event) return readOrderMessage(message, siteId);
  const pids = message.segments.filter(({ name }) => name === 'PID');
  if (pids.length === 0) return unreadable('PID', 'PID', 'missing');
  const changes: OrderChange[] = [];
  for (const pid of pids) {
    const patient = readPatient(pid);
    if (!patient.ok) return patient;
    if (event === 'demographics') {
      changes.push({ kind: 'demographics', patient: patient.value });
      continue;
    }
    // A40 has groups of PID, PD1 and MRG: each MRG is about the PID before it.
    const from = message.segments.indexOf(pid);
    const group = message.segments.slice(from + 1);
    const end = group.findIndex(({ name }) => name === 'PID');
    const mrg = group.slice(0, end < 0 ? undefined : end).find(({ name }) => name === 'MRG');
    const former = localIdentifier(mrg?.fields[1] ?? []);
    const patientId = partOf(former, 1);
    if (patientId === '') return unreadable('MRG', 'MRG-1', 'missing');
    const issuer = partOf(former, 4) || partOf(former, 4, 2) || null;
    changes.push({ kind: 'merge', former: { patientId, issuer }, patient: patient.value });
  }
  return succeed(changes);
}

type Identifier = Pick<Patient, 'patientId' | 'issuer'>;

/** The same identifier, of the same authority where both name one. */
export function isSameIdentifier(a: Identifier, b: Identifier): boolean {
  return a.patientId === b.patientId && (a.issuer === null || b.issuer === null || a.issuer === b.issuer);
}

/** A known patient with what a message states of him now; what it leaves empty stays as it was. */
export function updatedPatient(known: Patient, stated: Patient, former: readonly Identifier[] = []): Patient {
  const all = [...(known.former ?? []), ...former].filter(each => !isSameIdentifier(each, stated));
  const formers = all.filter((each, index) => all.findIndex(other => isSameIdentifier(other, each)) === index);
  return {
    ...known,
    patientId: stated.patientId,
    issuer: stated.issuer ?? known.issuer,
    familyName: stated.familyName || known.familyName,
    givenName: stated.givenName || known.givenName,
    birthDate: stated.birthDate ?? known.birthDate,
    sex: stated.sex ?? known.sex,
    ...(stated.ins ? { ins: stated.ins } : {}),
    ...(formers.length > 0 ? { former: formers.slice(0, 20) } : {}),
  };
}
