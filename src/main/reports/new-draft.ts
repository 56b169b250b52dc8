import {
  constantSectionKinds,
  type Language,
  type Paragraph,
  type Reading,
  type ReportContent,
  type TemplateCatalogue,
} from '../../contract/index.ts';
import { mergeValues, modalityText, studyText } from '../../report/content/index.ts';
import { chooseTemplate, fillTemplate } from '../../report/templates/index.ts';
import { templateSituation } from '../templates/index.ts';
import { wordText } from './well-formed-content.ts';

const priorsNamed = 5;

/**
 * The first content of a report: its template with what orders, study and priors state; without a template that fits,
 * what they state and nothing more. No priors leaves the comparison empty, because the list may be incomplete.
 */
export function newDraft(
  reading: Reading,
  language: Language,
  templates: TemplateCatalogue['templates'] = [],
): ReportContent {
  const template = chooseTemplate(templates, templateSituation(reading, language));
  if (template) return fillTemplate(template, mergeValues(reading, null, language), title(reading, language));
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
