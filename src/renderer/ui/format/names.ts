import type { Patient } from '../../../contract/index.ts';

/** `NOM Prénom`: the family name in capitals, which keep their accents. */
export function formatName(patient: Pick<Patient, 'familyName' | 'givenName'>): string {
  return [patient.familyName.toLocaleUpperCase('fr'), patient.givenName].filter(Boolean).join(' ');
}

/** Text without accents and case, for searching and for comparing what a person typed. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toLowerCase();
}
