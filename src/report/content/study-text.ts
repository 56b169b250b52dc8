import type { Language, StudySummary } from '../../contract/index.ts';
import { dateText } from '../text/index.ts';

/** Modalities (PS3.3 C.7.3.1.1.1) as a report names them; others stand as their code. */
const modalityNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  fr: {
    CT: 'Scanner',
    MR: 'IRM',
    CR: 'Radiographie',
    DX: 'Radiographie',
    US: 'Échographie',
    MG: 'Mammographie',
    NM: 'Scintigraphie',
    PT: 'TEP',
    XA: 'Angiographie',
    RF: 'Radioscopie',
  },
  en: {
    CT: 'CT',
    MR: 'MRI',
    CR: 'Radiograph',
    DX: 'Radiograph',
    US: 'Ultrasound',
    MG: 'Mammogram',
    NM: 'Scintigraphy',
    PT: 'PET',
    XA: 'Angiography',
    RF: 'Fluoroscopy',
  },
};

/** Series that are no acquisition: they say nothing about the technique. */
const notAcquired = new Set(['SR', 'PR', 'KO', 'SEG', 'DOC', 'OT', 'RTSTRUCT', 'REG', 'FID']);

const priorsNamed = 5;

/** What a study is, in one or several words; empty where its modalities say nothing. */
export function modalityText(study: StudySummary | null, language: Language): string {
  const acquired = (study?.modalities ?? []).filter(modality => !notAcquired.has(modality));
  return [...new Set(acquired.map(modality => modalityNames[language][modality] ?? modality))].join(' + ');
}

/** `Scanner du 12/03/2025 : TDM thorax`, as far as it is known. */
export function studyText(study: StudySummary, language: Language): string {
  const modality = modalityText(study, language) || (language === 'fr' ? 'Examen' : 'Study');
  const date = study.studyAt ? `${language === 'fr' ? ' du ' : ' of '}${dateText(study.studyAt, language)}` : '';
  const description = study.description.trim().replace(/\.+$/, '');
  const separator = language === 'fr' ? '\u00a0: ' : ': ';
  return `${modality}${date}${description === '' ? '' : separator + description}`;
}

/** The newest priors, a line each; null where none is known, because the list may be incomplete. */
export function comparisonText(priors: readonly StudySummary[], language: Language): string | null {
  const lines = [...priors]
    .sort((left, right) => (right.studyAt ?? '').localeCompare(left.studyAt ?? ''))
    .slice(0, priorsNamed)
    .map(prior => `${studyText(prior, language)}.`);
  return lines.length === 0 ? null : lines.join('\n');
}
