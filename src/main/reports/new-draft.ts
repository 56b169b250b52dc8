import {
  constantSectionKinds,
  type Language,
  type Paragraph,
  type Reading,
  type ReportContent,
  type StudySummary,
} from '../../contract/index.ts';
import { dateText } from '../report-text/index.ts';
import { wordText } from './well-formed-content.ts';

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

/**
 * The first content of a report: what orders, study and priors state, and nothing more. No priors leaves the
 * comparison empty, because the list may be incomplete.
 */
export function newDraft(reading: Reading, language: Language): ReportContent {
  const study = reading.study;
  const filled = {
    indication: distinct(reading.orders.map(order => order.indication ?? '')),
    technique: study ? [`${studyText(study, language)}.`] : [],
    comparison: [...reading.priors]
      .sort((left, right) => (right.studyAt ?? '').localeCompare(left.studyAt ?? ''))
      .slice(0, priorsNamed)
      .map(prior => `${studyText(prior, language)}.`),
    findings: [],
    conclusion: [],
  };
  return {
    language,
    title: title(reading, language),
    sections: constantSectionKinds.map(kind => ({ kind, blocks: filled[kind].flatMap(paragraphs) })),
  };
}

function title(reading: Reading, language: Language): string {
  const procedures = distinct(reading.orders.map(order => order.procedure.text));
  const text = procedures.join(' + ') || reading.study?.description.trim() || modalityText(reading.study, language);
  return wordText(text).slice(0, 256).toWellFormed();
}

/** `Scanner du 12/03/2025 : TDM thorax`, as far as it is known. */
function studyText(study: StudySummary, language: Language): string {
  const modality = modalityText(study, language) || (language === 'fr' ? 'Examen' : 'Study');
  const date = study.studyAt ? `${language === 'fr' ? ' du ' : ' of '}${dateText(study.studyAt, language)}` : '';
  const description = study.description.trim().replace(/\.+$/, '');
  const separator = language === 'fr' ? '\u00a0: ' : ': ';
  return `${modality}${date}${description === '' ? '' : separator + description}`;
}

function modalityText(study: StudySummary | null, language: Language): string {
  const acquired = (study?.modalities ?? []).filter(modality => !notAcquired.has(modality));
  return distinct(acquired.map(modality => modalityNames[language][modality] ?? modality)).join(' + ');
}

/** One paragraph for each line that has text. */
function paragraphs(text: string): Paragraph[] {
  return wordText(text)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map(text => text.trim()).filter(text => text !== ''))];
}
