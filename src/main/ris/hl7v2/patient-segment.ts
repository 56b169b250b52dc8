import type { Organization, ReportSubject } from '../../../contract/index.ts';
import { patientRoot } from '../../report-text/index.ts';
import { type FieldContent, type Segment, segment } from './message.ts';

/**
 * PID of a message of ours. PID-3 has the local identifier as the RIS stated it; beside a CDA document it also names the
 * OID under which the document has it, and the national identity (INS) with PID-32, as it was received.
 */
export function patientSegment(
  { patient, site }: ReportSubject,
  document?: { readonly sender: Organization | undefined },
): Segment {
  const { ins, issuer } = patient;
  const authority: string | readonly string[] = document
    ? [issuer ?? site, patientRoot(site, issuer, document.sender?.patientsOid), 'ISO']
    : (issuer ?? '');
  const local: FieldContent = [patient.patientId, '', '', authority, 'PI'];
  const national: FieldContent[] = ins
    ? [[ins.matricule, '', '', [insAuthorities[ins.oid] ?? 'ASIP-SANTE-INS', ins.oid, 'ISO'], 'INS']]
    : [];
  return segment('PID', {
    1: '1',
    3: { repetitions: [...national, local] },
    5: [patient.familyName, patient.givenName, ins?.birthGivenNames ?? '', '', '', '', 'L'],
    7: patient.birthDate?.replaceAll('-', '') ?? '',
    8: patient.sex ?? 'U',
    ...(ins ? { 32: ins.status } : {}),
  });
}

/** Names of the INS authorities (French annex of IHE PAM). */
const insAuthorities: Readonly<Record<string, string>> = {
  '1.2.250.1.213.1.4.8': 'ASIP-SANTE-INS-NIR',
  '1.2.250.1.213.1.4.9': 'ASIP-SANTE-INS-NIA',
  '1.2.250.1.213.1.4.10': 'ASIP-SANTE-INS-NIR',
  '1.2.250.1.213.1.4.11': 'ASIP-SANTE-INS-NIR',
};
