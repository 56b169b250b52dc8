import type { distributionFr } from './distribution.fr.ts';
import type { Translation } from './translation.ts';

export const distributionEn: Translation<typeof distributionFr> = {
  title: 'Recipients and visibility of the document',
  recipients: 'Professionals, by MSSanté',
  noRecipients: 'No recipient is configured for this site.',
  patient: 'The patient’s health record',
  dmp: 'Shared medical record (DMP)',
  patientMail: 'The patient’s mailbox',
  hidden: 'Hide the document',
  hiddenFromPatient: 'from the patient, until it is announced',
  hiddenFromRepresentatives: 'from legal representatives',
  hiddenFromProfessionals: 'from other health professionals',
  identityNotQualified: 'The national identity (INS) is not qualified: neither DMP nor the patient’s mailbox.',
  notByMail: 'Hidden from the patient: nothing goes to the mailbox.',
};
