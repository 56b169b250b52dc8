import {
  type Failure,
  fail,
  type NationalIdentity,
  type Order,
  type Outcome,
  orderSchema,
  type Patient,
  succeed,
} from '../../../contract/index.ts';
import { dateOf, instantOf } from './date-time.ts';
import { type Field, type Message, partOf, type Segment, valueAt } from './message.ts';

/** What a message does to one order, or to the orders of a patient. `complete` adds to a known order what is given and leaves the rest. */
export type OrderChange =
  | { readonly kind: 'place'; readonly order: Order }
  | { readonly kind: 'complete'; readonly order: Order }
  | { readonly kind: 'remove'; readonly key: string }
  /** What is known of a patient now, for all orders of his. */
  | { readonly kind: 'demographics'; readonly patient: Patient }
  /** The orders of one identifier are another patient's from now on. */
  | { readonly kind: 'merge'; readonly former: Pick<Patient, 'patientId' | 'issuer'>; readonly patient: Patient };

/** What each order control code (ORC-1, HL7 table 0119) does here; a code that is not listed is refused. */
const orderControls: Readonly<Record<string, 'place' | 'complete' | 'remove'>> = {
  NW: 'place', // new order
  SN: 'place', // send order number: the filler's own new order (IHE RAD-3)
  XO: 'place', // change order: the whole order again
  XX: 'place', // order changed, unsolicited
  PA: 'place', // parent and child orders
  CH: 'place',
  SC: 'complete', // status changed
  SR: 'complete', // response to a status request; the French teleradiology guide's complement after the examination
  OK: 'complete',
  CA: 'remove', // cancel
  CR: 'remove', // cancelled as requested
  OC: 'remove', // order cancelled by the filler
  DC: 'remove', // discontinue
  OD: 'remove', // discontinued
};

/** Order statuses (ORC-5, HL7 table 0038) after which there is nothing left to read. */
const closedStatuses: ReadonlySet<string> = new Set(['CA', 'CM', 'DC', 'RP']);

/** Priorities of OBR-27.6, ORC-7.6, OBR-5 and TQ1-9 (HL7 tables 0485 and 0027): what is not listed is routine. */
const priorities: Readonly<Record<string, Order['priority']>> = {
  S: 'stat',
  STAT: 'stat',
  A: 'urgent', // as soon as possible, after stat orders
  ASAP: 'urgent',
  T: 'urgent', // timing critical
  U: 'urgent',
};

const messageTypes: ReadonlySet<string> = new Set(['ORM^O01', 'OMI^O23', 'OMG^O19']);

/** Segments that belong to the order whose ORC or OBR stands before them. */
interface OrderGroup {
  orc: Segment | undefined;
  obr: Segment | undefined;
  ipc: Segment | undefined;
  zds: Segment | undefined;
  tq1: Segment | undefined;
  notes: Segment[];
  observations: Segment[];
}

export interface MessageHeader {
  readonly messageId: string;
  readonly messageType: string;
  readonly sender: string;
  readonly sentAt: string | null;
}

export function headerOf(message: Message): MessageHeader {
  const msh = message.segments[0];
  return {
    messageId: valueAt(msh, 10),
    messageType: `${valueAt(msh, 9, 1)}^${valueAt(msh, 9, 2)}`,
    sender: valueAt(msh, 3),
    sentAt: instantOf(valueAt(msh, 7)),
  };
}

/** True for the order messages that are understood: ORM^O01, OMI^O23 and OMG^O19. */
export function isOrderMessage(message: Message): boolean {
  return messageTypes.has(headerOf(message).messageType);
}

/**
 * Reads an order message (HL7 v2.3.1 to 2.5.1; IHE RAD-2, RAD-3, RAD-4). Fails with `order-unreadable` (params:
 * segment, field, reason) when what identifies patient or order is missing or garbled; nothing of it is used then.
 * - accession: OBR-18 (IHE RAD-4), else IPC-1; the filler number is never taken for it
 * - body part: OBR-15.4 (site of the specimen source), else the SNOMED region of the French teleradiology guide
 * - indication: OBR-31, OBR-13 and the NTE segments of the order
 */
export function readOrderMessage(message: Message, siteId: string): Outcome<readonly OrderChange[]> {
  if (!isOrderMessage(message)) return unreadable('MSH', 'MSH-9', 'message-type');
  const patient = readPatient(message.segments.find(({ name }) => name === 'PID'));
  if (!patient.ok) return patient;
  const groups = groupOrders(message);
  if (groups.length === 0) return unreadable('ORC', 'ORC', 'missing');
  const changes: OrderChange[] = [];
  for (const group of groups) {
    const change = readGroup(group, patient.value, siteId);
    if (!change.ok) return change;
    changes.push(change.value);
  }
  return succeed(changes);
}

export function unreadable(segment: string, field: string, reason: string): { ok: false; failure: Failure } {
  return fail('order-unreadable', { segment, field, reason });
}

/** The patient of a PID segment; only an identifier must be there. */
export function readPatient(pid: Segment | undefined): Outcome<Patient> {
  if (!pid) return unreadable('PID', 'PID', 'missing');
  const identifier = localIdentifier(pid.fields[3] ?? []);
  const patientId = partOf(identifier, 1);
  if (patientId === '') return unreadable('PID', 'PID-3', 'missing');
  const birthText = valueAt(pid, 7);
  const birthDate = birthText === '' ? null : dateOf(birthText);
  if (birthDate === undefined) return unreadable('PID', 'PID-7', 'malformed');
  const sex = valueAt(pid, 8).toUpperCase();
  return succeed({
    patientId,
    issuer: partOf(identifier, 4) || partOf(identifier, 4, 2) || null,
    familyName: valueAt(pid, 5).slice(0, 128),
    givenName: valueAt(pid, 5, 2).slice(0, 128),
    birthDate,
    sex: sex === 'M' || sex === 'F' ? sex : sex === 'O' || sex === 'A' ? 'O' : null,
    ...nationalIdentity(pid),
  });
}

/** Authorities of the INS matricule: NIR and NIA, and the test NIR. */
const insOid = /^1\.2\.250\.1\.213\.1\.4\.(8|9|10|11)$/;

/**
 * The French national identity as PID states it: matricule in PID-3 (type INS), birth names in PID-5 (name type L),
 * place of birth in PID-11 (address type BDL), status in PID-32. Nothing is added or corrected.
 */
function nationalIdentity(pid: Segment): { ins?: NationalIdentity } {
  const identifier = (pid.fields[3] ?? []).find(
    each => partOf(each, 5).toUpperCase() === 'INS' && insOid.test(partOf(each, 4, 2)),
  );
  const matricule = partOf(identifier, 1);
  if (matricule === '') return {};
  const name = (pid.fields[5] ?? []).find(each => partOf(each, 7) === 'L') ?? pid.fields[5]?.[0];
  const birthPlace = (pid.fields[11] ?? []).find(each => partOf(each, 7) === 'BDL');
  const statuses = (pid.fields[32] ?? []).map(each => partOf(each, 1)).filter(status => status !== '');
  return {
    ins: {
      matricule: matricule.slice(0, 32),
      oid: partOf(identifier, 4, 2),
      qualified: statuses.includes('VALI'),
      status: statuses.join(' ').slice(0, 64),
      birthFamilyName: partOf(name, 1).slice(0, 128),
      birthGivenNames: (partOf(name, 3) || partOf(name, 2)).slice(0, 128),
      birthPlace: partOf(birthPlace, 9).slice(0, 16) || null,
    },
  };
}

/** The identifier that images carry in (0010,0020): the institution's own (type PI or MR), not a national one. */
export function localIdentifier(repetitions: Field): Field[number] | undefined {
  const typed = (types: readonly string[]) => repetitions.find(each => types.includes(partOf(each, 5).toUpperCase()));
  return typed(['PI', 'MR']) ?? typed(['']) ?? repetitions[0];
}

/** A group begins with ORC, or with an OBR that has none before it; a second OBR under one ORC is its own order. */
function groupOrders(message: Message): readonly OrderGroup[] {
  const groups: OrderGroup[] = [];
  const begin = (orc: Segment | undefined): OrderGroup => {
    const group: OrderGroup = {
      orc,
      obr: undefined,
      ipc: undefined,
      zds: undefined,
      tq1: undefined,
      notes: [],
      observations: [],
    };
    groups.push(group);
    return group;
  };
  let group: OrderGroup | undefined;
  for (const segment of message.segments) {
    switch (segment.name) {
      case 'ORC':
        group = begin(segment);
        break;
      case 'OBR':
        if (!group || group.obr) group = begin(group?.orc);
        group.obr = segment;
        break;
      case 'IPC':
        if (group) group.ipc ??= segment;
        break;
      case 'ZDS':
        // IHE RAD-4 puts one ZDS at the end, for all orders of the message.
        for (const each of groups) each.zds ??= segment;
        break;
      case 'TQ1':
        if (group) group.tq1 ??= segment;
        break;
      case 'NTE':
        // A note before the first OBR is about the patient; one after an OBX is about that observation.
        if (group?.obr && group.observations.length === 0) group.notes.push(segment);
        break;
      case 'OBX':
        group?.observations.push(segment);
        break;
    }
  }
  return groups;
}

function readGroup(group: OrderGroup, patient: Patient, siteId: string): Outcome<OrderChange> {
  const { orc, obr, ipc, zds } = group;
  const control = valueAt(orc, 1).toUpperCase() || 'NW';
  const stated = orderControls[control];
  if (!stated) return unreadable('ORC', 'ORC-1', 'not-understood');
  const kind = closedStatuses.has(valueAt(orc, 5).toUpperCase()) ? 'remove' : stated;

  const placerNumber = valueAt(orc, 2) || valueAt(obr, 2) || null;
  const fillerNumber = valueAt(orc, 3) || valueAt(obr, 3) || null;
  const accession = valueAt(obr, 18) || valueAt(ipc, 1) || null;
  const key = orderKey(placerNumber, fillerNumber, accession);
  if (key === null) return unreadable('ORC', 'ORC-2', 'missing');
  if (kind === 'remove') return succeed({ kind, key });
  if (!obr) return unreadable('OBR', 'OBR', 'missing');

  const studyUid = valueAt(zds, 1) || valueAt(ipc, 3) || null;
  const order = orderSchema.safeParse({
    key,
    site: siteId,
    placerNumber,
    fillerNumber,
    accession,
    patient,
    procedure: {
      code: valueAt(obr, 4).slice(0, 64) || null,
      text: (valueAt(obr, 4, 2) || valueAt(obr, 44, 2) || valueAt(obr, 4)).slice(0, 256),
    },
    modality: (valueAt(obr, 24) || valueAt(ipc, 5) || observed(group, 'MODALITE_IMAGERIE', 1)).slice(0, 16) || null,
    bodyPart:
      (valueAt(obr, 15, 4, 2) || valueAt(obr, 15, 4) || observed(group, 'REGION_ANATOMIQUE', 2)).slice(0, 64) || null,
    priority: readPriority(group),
    orderedAt: instantOf(valueAt(orc, 9)) ?? instantOf(valueAt(obr, 6)),
    dueAt: instantOf(valueAt(group.tq1, 8)) ?? instantOf(valueAt(obr, 27, 5)),
    requester: personName(orc?.fields[12]?.[0]) ?? personName(obr.fields[16]?.[0]),
    ...callBack(orc?.fields[14]?.[0], obr.fields[17]?.[0]),
    indication: readIndication(group),
    studyUid,
  });
  if (!order.success) {
    const field = String(order.error.issues[0]?.path[0] ?? '');
    const [segment, position] = places[field] ?? ['OBR', 'OBR'];
    return unreadable(segment, position, 'malformed');
  }
  return succeed({ kind, order: order.data });
}

/** Where the parts of an order stand, to name them when they are too long or malformed. */
const places: Readonly<Record<string, readonly [segment: string, field: string]>> = {
  key: ['ORC', 'ORC-2'],
  placerNumber: ['ORC', 'ORC-2'],
  fillerNumber: ['ORC', 'ORC-3'],
  accession: ['OBR', 'OBR-18'],
  patient: ['PID', 'PID-3'],
  studyUid: ['ZDS', 'ZDS-1'],
};

/**
 * The key of an order inside its site: the placer number as it is; where there is none, the filler number or accession,
 * marked as such so that a result can state it in the right field.
 */
export function orderKey(placer: string | null, filler: string | null, accession: string | null): string | null {
  if (placer !== null) return placer;
  if (filler !== null) return `filler:${filler}`;
  return accession === null ? null : `accession:${accession}`;
}

function readPriority({ orc, obr, tq1 }: OrderGroup): Order['priority'] {
  const stated = [valueAt(obr, 27, 6), valueAt(orc, 7, 6), valueAt(tq1, 9), valueAt(obr, 5)].find(text => text !== '');
  return priorities[stated?.toUpperCase() ?? ''] ?? 'routine';
}

/** Value of the first observation of that code, as the French teleradiology guide states modality and region. */
function observed({ observations }: OrderGroup, code: string, component: number): string {
  const observation = observations.find(each => valueAt(each, 3) === code);
  return valueAt(observation, 5, component);
}

/** XCN (2.A.88): family name first, as requesters are listed; null when no name is given. */
function personName(person: Field[number] | undefined): string | null {
  const name = [partOf(person, 6), partOf(person, 2), partOf(person, 3)].filter(part => part !== '').join(' ');
  return name.slice(0, 256) || null;
}

/** XTN (2.A.89) of ORC-14 or OBR-17: the number as it was written, else unformatted, else area and local number. */
function callBack(...numbers: readonly (Field[number] | undefined)[]): { requesterPhone?: string } {
  for (const number of numbers) {
    const parts = [partOf(number, 6), partOf(number, 7)].filter(part => part !== '').join(' ');
    const text = partOf(number, 1) || partOf(number, 12) || parts;
    if (text !== '') return { requesterPhone: text.slice(0, 64) };
  }
  return {};
}

function readIndication({ obr, notes }: OrderGroup): string | null {
  const reasons = (obr?.fields[31] ?? []).map(reason => partOf(reason, 2) || partOf(reason, 1));
  const comments = notes.flatMap(note => (note.fields[3] ?? []).map(comment => partOf(comment, 1)));
  const parts = [...reasons, valueAt(obr, 13), ...comments].filter(part => part !== '');
  return [...new Set(parts)].join('\n').slice(0, 8000) || null;
}
