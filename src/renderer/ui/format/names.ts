import type { Patient } from '../../../contract/index.ts';

/** `NOM Prénom`: the family name in capitals, which keep their accents; behind it the name in ideographs, if any. */
export function formatName(patient: Pick<Patient, 'familyName' | 'givenName' | 'ideographicName'>): string {
  const name = [patient.familyName.toLocaleUpperCase('fr'), patient.givenName].filter(Boolean).join(' ');
  return patient.ideographicName ? `${name} (${patient.ideographicName})` : name;
}

/** Text without accents and case, for searching and for comparing what a person typed. Voiced kana keep their marks. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/(?![\u3099\u309a])\p{Diacritic}/gu, '')
    .normalize('NFC')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toLowerCase();
}
