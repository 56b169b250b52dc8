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
    orderNumbers: reading.orders.map(({ key, placerNumber, fillerNumber, accession }) => ({
      key,
      placerNumber,
      fillerNumber,
      accession,
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
