import { fail, type Order, type Outcome, orderSchema, type Patient, succeed } from '../../../contract/index.ts';
import { isNational, nationalIdentityOf } from './national-identity.ts';
import type { CodeableConcept, Identifier, PatientResource, Reference, ServiceRequest, Task } from './resources.ts';

/** Identifier types of HL7 table 0203. */
const identifierTypes = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const dicomCodes = 'http://dicom.nema.org/resources/ontology/DCM';
const snomed = 'http://snomed.info/sct';
const imagingProcedure = '363679005';

const priorities: Readonly<Record<string, Order['priority']>> = {
  stat: 'stat',
  asap: 'urgent',
  urgent: 'urgent',
  routine: 'routine',
};

/** The order's key on a FHIR server: the reference by which a report is based on it. */
export function keyOfServiceRequest(id: string): string {
  return `ServiceRequest/${id}`;
}

/** False for a request that its SNOMED category says to be something else than imaging, e.g. laboratory. */
export function isImaging({ category }: ServiceRequest): boolean {
  const codes = (category ?? []).flatMap(({ coding }) => coding ?? []).filter(({ system }) => system === snomed);
  return codes.length === 0 || codes.some(({ code }) => code === imagingProcedure);
}

/**
 * Reads a ServiceRequest with its Patient (FHIR R4; identifier types as in IHE RAD IMR). Fails with `order-unreadable`
 * (params: segment, field, reason) where the patient's identifier is missing or a value can not be used.
 */
export function orderOf(
  request: ServiceRequest,
  patient: PatientResource | undefined,
  task: Task | undefined,
  siteId: string,
): Outcome<Order> {
  if (!patient) return unreadable('subject', 'missing');
  const person = patientOf(patient);
  if (!person) return unreadable('Patient.identifier', 'missing');
  const due = task?.restriction?.period?.end;
  const reasons = [...(request.reasonCode ?? []).map(textOf), ...(request.note ?? []).map(({ text }) => text.trim())];
  const order = orderSchema.safeParse({
    key: keyOfServiceRequest(request.id),
    site: siteId,
    placerNumber: numberOf(request.identifier, 'PLAC'),
    fillerNumber: numberOf(request.identifier, 'FILL'),
    accession: numberOf(request.identifier, 'ACSN'),
    patient: person,
    procedure: {
      code: request.code?.coding?.[0]?.code?.slice(0, 64) ?? null,
      text: textOf(request.code).slice(0, 256),
    },
    modality: modalityOf(request),
    bodyPart: textOf(request.bodySite?.[0]).slice(0, 64) || null,
    priority: priorities[request.priority ?? 'routine'] ?? 'routine',
    orderedAt: instantOf(request.authoredOn),
    dueAt: instantOf(due),
    requester: request.requester?.display?.slice(0, 256) ?? null,
    indication: [...new Set(reasons.filter(Boolean))].join('\n').slice(0, 8000) || null,
    studyUid: studyUidOf(request),
  });
  if (order.success) return succeed(order.data);
  return unreadable(String(order.error.issues[0]?.path.join('.') ?? ''), 'malformed');
}

function unreadable(field: string, reason: string) {
  return fail('order-unreadable', { segment: 'ServiceRequest', field, reason });
}

/** A Patient as orders state theirs; null without an identifier. */
export function patientOf(resource: PatientResource): Patient | null {
  const identifier = localIdentifier(resource.identifier ?? []);
  if (!identifier?.value) return null;
  const name = resource.name?.find(({ use }) => use === 'official') ?? resource.name?.[0];
  const birthDate = resource.birthDate ?? '';
  return {
    patientId: identifier.value,
    issuer: identifier.system ?? null,
    familyName: (name?.family ?? name?.text ?? '').slice(0, 128),
    givenName: (name?.given?.join(' ') ?? '').slice(0, 128),
    // FHIR dates may be a year or a month alone.
    birthDate: /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? birthDate : null,
    sex:
      resource.gender === 'male' ? 'M' : resource.gender === 'female' ? 'F' : resource.gender === 'other' ? 'O' : null,
    ...nationalIdentityOf(resource),
  };
}

/** The identifier that images carry in (0010,0020): the institution's own, not a national one. */
function localIdentifier(identifiers: readonly Identifier[]): Identifier | undefined {
  const valued = identifiers.filter(({ value }) => value);
  const local = valued.filter(each => !isNational(each));
  const typed = (types: readonly string[]) => local.find(each => types.some(type => hasType(each, type)));
  return typed(['MR', 'PI']) ?? local.find(({ use }) => use === 'usual') ?? local[0] ?? valued[0];
}

function hasType({ type }: Identifier, code: string): boolean {
  return (type?.coding ?? []).some(
    coding => coding.code === code && (coding.system ?? identifierTypes) === identifierTypes,
  );
}

function numberOf(identifiers: readonly Identifier[] | undefined, type: string): string | null {
  return identifiers?.find(each => each.value && hasType(each, type))?.value ?? null;
}

/** R4 has no element for it; requests state the DICOM code in orderDetail, category or code. */
function modalityOf({ orderDetail, category, code }: ServiceRequest): string | null {
  const concepts = [...(orderDetail ?? []), ...(category ?? []), ...(code ? [code] : [])];
  const coding = concepts.flatMap(concept => concept.coding ?? []).find(({ system }) => system === dicomCodes);
  return coding?.code?.slice(0, 16) ?? null;
}

function studyUidOf({ identifier, supportingInfo }: ServiceRequest): string | null {
  const all = [
    ...(identifier ?? []),
    ...(supportingInfo ?? []).flatMap((info: Reference) => (info.identifier ? [info.identifier] : [])),
  ];
  const uid = all.find(({ system }) => system === 'urn:dicom:uid')?.value?.replace(/^urn:oid:/, '');
  return uid ?? null;
}

function textOf(concept: CodeableConcept | undefined): string {
  return (
    concept?.text ??
    concept?.coding?.find(({ display }) => display)?.display ??
    concept?.coding?.[0]?.code ??
    ''
  ).trim();
}

/** A FHIR dateTime as an instant; one without time is the midnight of this machine's zone that begins the day. */
function instantOf(text: string | undefined): string | null {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  const time = date ? new Date(Number(date[1]), Number(date[2]) - 1, Number(date[3])) : new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
