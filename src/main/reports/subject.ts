import {
  type Failure,
  fail,
  goesBy,
  type Measurement,
  type Patient,
  type Reading,
  type ReportContent,
  type ReportSubject,
} from '../../contract/index.ts';

/** The identity that a report of this reading is bound to. */
export function subjectOf(reading: Reading): ReportSubject {
  const accessions = [...reading.orders.map(order => order.accession), reading.study?.accession ?? null];
  return {
    readingId: reading.id,
    site: reading.site.id,
    patient: reading.patient,
    accessions: unique(accessions.filter(accession => accession !== null)),
    orderKeys: unique(reading.orders.map(order => order.key)),
    orderNumbers: reading.orders.map(({ key, placerNumber, fillerNumber, accession, procedure }) => ({
      key,
      placerNumber,
      fillerNumber,
      accession,
      ...(procedure.text === '' ? {} : { description: procedure.text }),
    })),
    studyUid: reading.study?.studyUid ?? null,
    studyDescription: reading.study?.description || (reading.orders[0]?.procedure.text ?? ''),
    studyAt: reading.study?.studyAt ?? null,
    requester: reading.orders.find(order => order.requester !== null)?.requester ?? null,
    modalities: reading.study?.modalities ?? unique(reading.orders.flatMap(({ modality }) => modality ?? [])),
    bodyPart: reading.study?.bodyPart ?? reading.orders.find(order => order.bodyPart !== null)?.bodyPart ?? null,
    ...(reading.study ? { instanceCount: reading.study.instanceCount } : {}),
  };
}

type OrderNumbers = NonNullable<ReportSubject['orderNumbers']>;

function joinOrders(bound: OrderNumbers, now: OrderNumbers): OrderNumbers {
  return [...bound, ...now.filter(({ key }) => bound.every(known => known.key !== key))];
}

/**
 * Whether two identities are one patient's: same identifier, and the same authority where both name one; or one was merged
 * into the other.
 */
export function samePatient(left: Patient, right: Patient): boolean {
  const oneAuthority = left.issuer === null || right.issuer === null || left.issuer === right.issuer;
  const merged = goesBy(left, right.patientId) || goesBy(right, left.patientId);
  return left.patientId === right.patientId ? oneAuthority : merged;
}

/**
 * What a draft's subject becomes when its reading has grown since (an order or the study came later), or null when
 * nothing is new. What was bound stays: nothing is taken away or exchanged.
 */
export function extendSubject(bound: ReportSubject, now: ReportSubject): ReportSubject | null {
  const sameStudy = bound.studyUid === null || now.studyUid === null || bound.studyUid === now.studyUid;
  if (!sameStudy) return null;
  const extended: ReportSubject = {
    ...bound,
    accessions: unique([...bound.accessions, ...now.accessions]),
    orderKeys: unique([...bound.orderKeys, ...now.orderKeys]),
    orderNumbers: joinOrders(bound.orderNumbers ?? [], now.orderNumbers ?? []),
    studyUid: bound.studyUid ?? now.studyUid,
    studyDescription: bound.studyUid === null && now.studyUid !== null ? now.studyDescription : bound.studyDescription,
    studyAt: bound.studyAt ?? now.studyAt,
    requester: bound.requester ?? now.requester,
    ...(now.modalities ? { modalities: now.modalities } : {}),
    ...(now.bodyPart === undefined ? {} : { bodyPart: bound.bodyPart ?? now.bodyPart }),
    // What the reader has before him when he writes; it only grows.
    ...(now.instanceCount === undefined
      ? {}
      : { instanceCount: Math.max(bound.instanceCount ?? 0, now.instanceCount) }),
  };
  return JSON.stringify(extended) === JSON.stringify(bound) ? null : extended;
}

/** A draft's subject with the orders of another reading of its patient, chosen by the reader. */
export function withOrders(bound: ReportSubject, other: ReportSubject): ReportSubject {
  const added = (other.orderNumbers ?? []).map(order => ({ ...order, added: true }));
  return {
    ...bound,
    accessions: unique([...bound.accessions, ...other.accessions]),
    orderKeys: unique([...bound.orderKeys, ...other.orderKeys]),
    orderNumbers: joinOrders(bound.orderNumbers ?? [], added),
  };
}

const longestTitle = 256;

/** The title with the examinations of further orders behind it, as that of a report begun for all of them. */
export function titleWith(title: string, { orderNumbers = [] }: ReportSubject): string {
  const names = [title, ...orderNumbers.map(({ description }) => description ?? '')];
  return unique(names.map(name => name.trim()).filter(name => name !== ''))
    .join(' + ')
    .slice(0, longestTitle)
    .toWellFormed();
}

/** The title without an examination that was added to it; as it is where the reader has reworded it. */
export function titleWithout(title: string, description: string | undefined): string {
  const end = ` + ${description}`;
  return description && title.endsWith(end) ? title.slice(0, -end.length) : title.replace(`${end} + `, ' + ');
}

/** The subject without an order that was added; null where the order is not one of those. */
export function withoutOrder(bound: ReportSubject, orderKey: string): ReportSubject | null {
  const order = bound.orderNumbers?.find(({ key, added }) => key === orderKey && added);
  if (!order) return null;
  const orderNumbers = (bound.orderNumbers ?? []).filter(({ key }) => key !== orderKey);
  const isOthers = orderNumbers.some(({ accession }) => accession === order.accession);
  return {
    ...bound,
    accessions: bound.accessions.filter(accession => accession !== order.accession || isOthers),
    orderKeys: bound.orderKeys.filter(key => key !== orderKey),
    orderNumbers,
  };
}

/** Why a report may not be signed under the identity shown on screen, or null. */
export function signingFault(
  subject: ReportSubject,
  content: ReportContent,
  shown: { readonly patientId: string; readonly accessions: readonly string[] },
): Failure | null {
  if (shown.patientId !== subject.patient.patientId) {
    return fail('identity-mismatch', { reason: 'patient-differs' }).failure;
  }
  const sameAccessions =
    subject.accessions.every(accession => shown.accessions.includes(accession)) &&
    shown.accessions.every(accession => subject.accessions.includes(accession));
  if (!sameAccessions) return fail('identity-mismatch', { reason: 'accession-differs' }).failure;
  const foreign = measurementsOf(content).filter(({ image }) => !goesBy(subject.patient, image.patientId));
  if (foreign.length > 0) return fail('measurement-of-other-patient', { count: foreign.length }).failure;
  return null;
}

function measurementsOf(content: ReportContent): Measurement[] {
  return [...content.sections, ...(content.addenda ?? [])].flatMap(({ blocks }) =>
    blocks.flatMap(block =>
      block.content.flatMap(inline => (inline.type === 'measurement' ? [inline.measurement] : [])),
    ),
  );
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
