import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { Hl7Client } from '@medplum/hl7';
import type { FhirServer } from './fhir-server.ts';
import { dicomNow, type Examination } from './small-study.ts';

const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** A new order as a RIS writes it: ORM^O01 of HL7 v2.5.1 (IHE RAD-2), its placer number made of the message id. */
export function orderMessage(messageId: string, { patient, accession, description }: Examination): string {
  const { date, time } = dicomNow();
  const placer = `PL-${messageId}`;
  return [
    `MSH|^~\\&|RIS|SITE|VIGIE|SITE|${date}${time}||ORM^O01^ORM_O01|${messageId}|P|2.5.1|||||FRA|UNICODE UTF-8`,
    `PID|||${patient.patientId}^^^HOSP^PI||${patient.name}||${patient.birthDate}|${patient.sex}`,
    `ORC|NW|${placer}|||||||${date}${time}|||^Kervella^Anne`,
    `OBR|1|${placer}||CT^${description}|||||||||Contrôle|||||${accession}||||||CT`,
  ].join('\r');
}

/** Sends a message over MLLP with an independent client and gives the acknowledgement. */
export async function sendOverMllp(port: number, text: string): Promise<Hl7Message> {
  const client = new Hl7Client({ host: '127.0.0.1', port, encoding: 'utf-8' });
  try {
    // The client brings its own copy of the parser, whose classes are other types of the same shape.
    const message = Hl7Message.parse(text) as unknown as Parameters<Hl7Client['sendAndWait']>[0];
    return Hl7Message.parse((await client.sendAndWait(message, { timeoutMs: 5000 })).toString());
  } finally {
    await client.close();
  }
}

/** MSA-1 and MSA-2 of an acknowledgement: the code, and the message it is about. */
export function acknowledged(answer: Hl7Message): readonly (string | undefined)[] {
  return [1, 2].map(field => answer.getSegment('MSA')?.getField(field).toString());
}

/** Puts an order file into a drop folder. */
export async function dropOrder(folder: string, name: string, message: string): Promise<void> {
  await writeFile(join(folder, name), `${message}\r`);
}

export interface FhirOrder {
  readonly serviceRequestId: string;
  readonly taskId: string;
}

/** Enters patient, order and reading task into a FHIR server as a RIS does. */
export async function placeFhirOrder(
  { repository }: FhirServer,
  { patient, accession, description }: Examination,
): Promise<FhirOrder> {
  const [family = '', given = ''] = patient.name.split('^');
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(patient.birthDate) ?? [];
  const subject = await repository.createResource({
    resourceType: 'Patient',
    identifier: [{ type: { coding: [{ system: identifierTypes, code: 'PI' }] }, value: patient.patientId }],
    name: [{ use: 'official', family, given: [given] }],
    birthDate: `${year}-${month}-${day}`,
    gender: patient.sex === 'F' ? 'female' : 'male',
  });
  const request = await repository.createResource({
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    priority: 'urgent',
    identifier: [{ type: { coding: [{ system: identifierTypes, code: 'ACSN' }] }, value: accession }],
    subject: { reference: `Patient/${subject.id}` },
    authoredOn: new Date(Date.now() - 3_600_000).toISOString(),
    code: { text: description },
    orderDetail: [{ coding: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' }] }],
    bodySite: [{ text: 'CHEST' }],
    requester: { display: 'Dr Anne Kervella' },
    reasonCode: [{ text: 'Surveillance de nodule du lobe supérieur droit' }],
  });
  const task = await repository.createResource({
    resourceType: 'Task',
    status: 'ready',
    intent: 'order',
    focus: { reference: `ServiceRequest/${request.id}` },
    for: { reference: `Patient/${subject.id}` },
  });
  return { serviceRequestId: request.id, taskId: task.id };
}
