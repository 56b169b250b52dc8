import type { ExaminationFacts, Language, MergeSource, Reading } from '../../contract/index.ts';
import { dateText } from '../text/index.ts';
import { comparisonText, modalityText } from './study-text.ts';
import { contrastText, doseText, techniqueText } from './technique-text.ts';

export type MergeValues = Readonly<Record<MergeSource, string | null>>;

const sexes: Readonly<Record<Language, Readonly<Record<'M' | 'F' | 'O', string>>>> = {
  fr: { M: 'masculin', F: 'féminin', O: 'autre' },
  en: { M: 'male', F: 'female', O: 'other' },
};

/**
 * What the merge fields of a report say, in its language; null for what nobody stated. Without facts, which come with the
 * images, technique, contrast and dose wait.
 */
export function mergeValues(reading: Reading, facts: ExaminationFacts | null, language: Language): MergeValues {
  const { patient, orders, study, priors } = reading;
  const age = ageAt(patient.birthDate, study?.studyAt ?? null);
  return {
    'patient-name': [patient.familyName.toLocaleUpperCase('en'), patient.givenName].filter(Boolean).join(' ') || null,
    'patient-birth-date': patient.birthDate && dateText(patient.birthDate, language),
    'patient-age': age === null ? null : ageText(age, language),
    'patient-sex': patient.sex && sexes[language][patient.sex],
    accession: distinct(orders.map(order => order.accession ?? '')).join(', ') || (study?.accession ?? null),
    procedure: distinct(orders.map(order => order.procedure.text)).join(' + ') || study?.description.trim() || null,
    indication: distinct(orders.map(order => order.indication ?? '')).join('\n') || null,
    requester: orders.find(order => order.requester !== null)?.requester ?? null,
    'study-date': study?.studyAt ? dateText(study.studyAt, language) : null,
    technique: study && facts ? techniqueText(modalityText(study, language), facts, language) : null,
    contrast: facts && contrastText(facts.contrast, language),
    dose: facts && doseText(facts.dose, language),
    comparison: comparisonText(priors, language),
  };
}

/** Whole years on the day of the study, or null. */
export function ageAt(birthDate: string | null, at: string | null): number | null {
  if (birthDate === null || at === null) return null;
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const [thenYear = 0, thenMonth = 0, thenDay = 0] = at.slice(0, 10).split('-').map(Number);
  const years = thenYear - year - (thenMonth < month || (thenMonth === month && thenDay < day) ? 1 : 0);
  return Number.isInteger(years) && years >= 0 && years < 150 ? years : null;
}

function ageText(years: number, language: Language): string {
  if (language === 'fr') return `${years} ${years < 2 ? 'an' : 'ans'}`;
  return `${years} ${years === 1 ? 'year' : 'years'}`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map(text => text.trim()).filter(text => text !== ''))];
}
