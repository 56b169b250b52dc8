import type { DemoOrder, DemoPhysician, DemoVisit } from './demo-examination.ts';
import { studyUidOf } from './phantoms.ts';
import { visits } from './visits.ts';

export interface OrderFile {
  readonly name: string;
  readonly text: string;
}

/** How the names of the department's own order files begin. */
export const orderFilePrefix = 'demo-';

/** Codes of HL7 table 0485 for the priorities of the contract. */
const priorityCodes = { stat: 'S', urgent: 'A', routine: 'R' } as const;

/**
 * The order files of the department, one ORM^O01 (HL7 v2.5.1, IHE RAD-2 and RAD-4) for each order. Fields that are read:
 * - MSH-18 `UNICODE UTF-8`; MSH-7 and ORC-9 carry the time of the order with its offset
 * - PID-3 identifier with its authority (type PI), PID-5 name, PID-7 birth date, PID-8 sex
 * - ORC-2 and OBR-2 placer number, ORC-3 and OBR-3 filler number, ORC-12 and OBR-16 requester
 * - OBR-4 code and text of the procedure, OBR-15.4 body part, OBR-18 accession number (empty where the RIS states none),
 *   OBR-24 modality, OBR-27.6 priority (S, A or R; also in ORC-7.6), OBR-31 reason for the study
 * - NTE-3 the clinical question, line by line
 * - ZDS-1 Study Instance UID, where order and study belong together by an accession number
 */
export function orderFiles(opened: Date): readonly OrderFile[] {
  return visits.flatMap(visit =>
    visit.orders.map(order => ({
      name: `${orderFilePrefix}${order.placerNumber}.hl7`,
      text: orderMessage(visit, order, opened),
    })),
  );
}

function orderMessage(visit: DemoVisit, order: DemoOrder, opened: Date): string {
  const ordered = timestamp(new Date(opened.getTime() - order.orderedMinutesAgo * 60_000));
  const { patient, study } = visit;
  const [familyName = '', givenName = ''] = patient.name.split('^');
  const priority = priorityCodes[order.priority];
  const requester = physician(order.requester);
  const procedure = `${escaped(order.procedure.code)}^${escaped(order.procedure.text)}^L`;
  const [reason = '', ...questions] = order.indication.split(/(?<=[.?]) /);
  const segments = [
    segment('MSH', {
      2: '^~\\&',
      3: 'VIGIE-DEMO-RIS',
      4: 'VIGIE-DEMO',
      5: 'VIGIE',
      6: 'VIGIE-DEMO',
      7: ordered,
      9: 'ORM^O01^ORM_O01',
      10: `DEMO${order.placerNumber}`,
      11: 'P',
      12: '2.5.1',
      18: 'UNICODE UTF-8',
    }),
    segment('PID', {
      1: '1',
      3: `${escaped(patient.patientId)}^^^${escaped(patient.issuer ?? '')}^PI`,
      5: `${escaped(familyName)}^${escaped(givenName)}^^^^^L`,
      7: patient.birthDate,
      8: patient.sex,
    }),
    segment('PV1', { 1: '1', 2: order.priority === 'stat' ? 'E' : 'O', 8: requester }),
    segment('ORC', {
      1: 'NW',
      2: order.placerNumber,
      3: order.fillerNumber,
      5: 'SC',
      7: `^^^^^${priority}`,
      9: ordered,
      12: requester,
    }),
    segment('OBR', {
      1: '1',
      2: order.placerNumber,
      3: order.fillerNumber,
      4: procedure,
      15: `^^^${escaped(order.bodyPart)}`,
      16: requester,
      18: escaped(order.accession ?? ''),
      24: order.modality,
      27: `^^^^^${priority}`,
      31: `^${escaped(reason)}`,
    }),
    ...questions.map((question, index) => segment('NTE', { 1: String(index + 1), 3: escaped(question) })),
  ];
  if (study && order.accession !== null) {
    segments.push(segment('ZDS', { 1: `${studyUidOf(study, opened)}^^Application^DICOM` }));
  }
  return `${segments.join('\r')}\r`;
}

/** A segment from its fields by number; MSH-1 is the separator itself. */
function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const first = name === 'MSH' ? 2 : 1;
  return [name, ...Array.from({ length: last - first + 1 }, (_, index) => fields[index + first] ?? '')].join('|');
}

function physician({ identifier, familyName, givenName, prefix }: DemoPhysician): string {
  return `${identifier}^${escaped(familyName)}^${escaped(givenName)}^^^${escaped(prefix)}`;
}

/** HL7 v2.5.1 2.7.1. */
function escaped(text: string): string {
  const sequences: Readonly<Record<string, string>> = {
    '|': '\\F\\',
    '^': '\\S\\',
    '~': '\\R\\',
    '&': '\\T\\',
    '\\': '\\E\\',
  };
  return text.replace(/[|^~&\\]/g, character => sequences[character]!);
}

/** `YYYYMMDDHHMMSS+ZZZZ` in local time. */
function timestamp(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}${pad(Math.abs(offset) % 60)}`;
  const day = `${date.getFullYear()}${pad(date.getMonth() + 1)}${pad(date.getDate())}`;
  return `${day}${pad(date.getHours())}${pad(date.getMinutes())}${pad(date.getSeconds())}${zone}`;
}
