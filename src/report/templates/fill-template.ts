import {
  constantSectionKinds,
  type Field,
  type Inline,
  type Language,
  type MergeSource,
  mergeSources,
  type Paragraph,
  placeholder,
  type ReportContent,
  type ReportTemplate,
  type SectionKind,
  sectionKinds,
} from '../../contract/index.ts';
import type { MergeValues } from '../content/index.ts';

/** What a merge field is called while nobody stated its value. */
const mergeLabels: Readonly<Record<Language, Readonly<Record<MergeSource, string>>>> = {
  fr: {
    'patient-name': 'nom du patient',
    'patient-birth-date': 'date de naissance',
    'patient-age': 'âge',
    'patient-sex': 'sexe',
    accession: 'numéro d’examen',
    procedure: 'examen',
    indication: 'indication',
    requester: 'demandeur',
    'study-date': 'date de l’examen',
    technique: 'technique',
    contrast: 'injection',
    dose: 'dose',
    comparison: 'examens comparés',
  },
  en: {
    'patient-name': 'patient’s name',
    'patient-birth-date': 'birth date',
    'patient-age': 'age',
    'patient-sex': 'sex',
    accession: 'accession number',
    procedure: 'examination',
    indication: 'indication',
    requester: 'requester',
    'study-date': 'study date',
    technique: 'technique',
    contrast: 'contrast',
    dose: 'dose',
    comparison: 'studies compared',
  },
};

/** Without these a report is whole: there may be no prior, and no dose report. */
const mayStayOpen: ReadonlySet<MergeSource> = new Set(['comparison', 'dose']);

/** A report's first text by a template, with what is known in its merge fields. */
export function fillTemplate(template: ReportTemplate, values: MergeValues, title: string): ReportContent {
  const { language, sections, fields } = template;
  return {
    language,
    title,
    template: { id: template.id, version: template.version },
    sections: sectionKinds
      .filter(kind => constantSectionKinds.some(constant => constant === kind) || sections[kind] !== undefined)
      .map(kind => ({
        kind,
        blocks: withRoom(kind, filledParagraphs(sections[kind] ?? [], fields, language, values)),
      })),
  };
}

/** Behind the fields of the findings is where the reader writes, and where measurements go. */
function withRoom(kind: SectionKind, blocks: Paragraph[]): Paragraph[] {
  return kind === 'findings' && blocks.length > 0 ? [...blocks, { type: 'paragraph', content: [] }] : blocks;
}

/** Paragraphs of a template or macro as a report holds them. */
export function filledParagraphs(
  lines: readonly string[],
  fields: readonly Field[],
  language: Language,
  values: MergeValues,
): Paragraph[] {
  return lines.flatMap(line => {
    const alone = /^\{([a-z0-9-]+)\}$/.exec(line)?.[1];
    const source = mergeSources.find(known => known === alone);
    const value = source ? values[source] : null;
    // A list (priors, clinical information of several lines) becomes as many paragraphs.
    if (value !== null && value !== undefined) return value.split('\n').filter(Boolean).map(textParagraph);
    return [{ type: 'paragraph' as const, content: inlinesOf(line, fields, language, values) }];
  });
}

function inlinesOf(line: string, fields: readonly Field[], language: Language, values: MergeValues): Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  const addText = (text: string) => {
    if (text === '') return;
    const last = inlines.at(-1);
    if (last?.type === 'text') inlines[inlines.length - 1] = { type: 'text', text: last.text + text };
    else inlines.push({ type: 'text', text });
  };
  for (const match of line.matchAll(placeholder)) {
    addText(line.slice(from, match.index));
    from = match.index + match[0].length;
    const id = match[1] ?? '';
    const source = mergeSources.find(known => known === id);
    if (source === undefined) {
      const field = fields.find(known => known.id === id);
      if (field) inlines.push({ type: 'field', field });
      continue;
    }
    const value = values[source];
    // What is known is text like any other; what is not waits for its source.
    if (value !== null) addText(withoutDoubledStop(value.replace(/\n/g, ' ; '), line.slice(from)));
    else inlines.push({ type: 'field', field: mergeField(source, language) });
  }
  addText(line.slice(from));
  return inlines;
}

/** A merge field that waits. */
export function mergeField(source: MergeSource, language: Language): Field {
  return {
    kind: 'merge',
    id: source,
    source,
    label: mergeLabels[language][source],
    value: null,
    ...(mayStayOpen.has(source) ? { onSign: 'silent' as const } : {}),
  };
}

function withoutDoubledStop(value: string, rest: string): string {
  return rest.startsWith('.') ? value.replace(/\.$/, '') : value;
}

function textParagraph(text: string): Paragraph {
  return { type: 'paragraph', content: [{ type: 'text', text }] };
}
