import type { Patient, Reading, ReportSubject } from '../../../contract/index.ts';
import { foldText } from '../../ui/format/index.ts';

/** The identity of the patient as one source states it. */
export interface StatedIdentity {
  readonly source: 'order' | 'images' | 'report';
  readonly patient: Patient;
  readonly accessions: readonly string[];
}

export type Trait = 'name' | 'birthDate' | 'sex' | 'patientId' | 'accession';

export interface IdentityComparison {
  readonly stated: readonly StatedIdentity[];
  /** Traits that two sources state differently. */
  readonly differing: readonly Trait[];
}

const traits: Record<Exclude<Trait, 'accession'>, (patient: Patient) => string | null> = {
  name: patient =>
    foldText(`${patient.familyName} ${patient.givenName}`)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  birthDate: patient => patient.birthDate,
  sex: patient => patient.sex,
  patientId: patient => patient.patientId,
};

/** Order, images and report side by side, as the reader sees them before signing. What a source leaves out agrees. */
export function compareIdentities(reading: Reading, subject: ReportSubject): IdentityComparison {
  const present = (accessions: readonly (string | null)[]) =>
    [...new Set(accessions.filter(accession => accession !== null && accession !== ''))] as string[];
  const order = reading.orders[0];
  const stated: StatedIdentity[] = [
    ...(order
      ? [
          {
            source: 'order' as const,
            patient: order.patient,
            accessions: present(reading.orders.map(({ accession }) => accession)),
          },
        ]
      : []),
    ...(reading.study
      ? [{ source: 'images' as const, patient: reading.study.patient, accessions: present([reading.study.accession]) }]
      : []),
    { source: 'report', patient: subject.patient, accessions: present(subject.accessions) },
  ];
  const differing = Object.entries(traits)
    .filter(([, value]) => {
      const values = stated.map(({ patient }) => value(patient)).filter(text => text !== null && text !== '');
      return new Set(values).size > 1;
    })
    .map(([trait]) => trait as Trait);
  const withAccession = stated.filter(({ accessions }) => accessions.length > 0);
  const shared = withAccession.every(a =>
    withAccession.every(b => a.accessions.some(accession => b.accessions.includes(accession))),
  );
  return { stated, differing: shared ? differing : [...differing, 'accession'] };
}
