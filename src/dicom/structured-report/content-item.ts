import type { WritableDataSet } from '../part10/write.ts';
import { type Code, codeItem, dataSetOf, type ElementEntry, entry } from './report-header.ts';

/** A container with its heading and its content items (PS3.3 C.17.3). */
export function container(concept: Code, items: readonly WritableDataSet[]): ElementEntry[] {
  return [
    entry(0x0040a040, 'CS', 'CONTAINER'),
    entry(0x0040a043, 'SQ', [codeItem(concept)]),
    entry(0x0040a050, 'CS', 'SEPARATE'),
    entry(0x0040a730, 'SQ', items),
  ];
}

function code(relationship: string, concept: Code, value: Code): WritableDataSet {
  return dataSetOf([...relation(relationship, 'CODE', concept), entry(0x0040a168, 'SQ', [codeItem(value)])]);
}

/** How a content item stands to the one above it, what it is, and of what. */
export function relation(relationship: string, valueType: string, concept: Code): ElementEntry[] {
  return [
    entry(0x0040a010, 'CS', relationship),
    entry(0x0040a040, 'CS', valueType),
    entry(0x0040a043, 'SQ', [codeItem(concept)]),
  ];
}

const languages = {
  fr: { value: 'fr', scheme: 'RFC5646', meaning: 'French' },
  en: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
} as const satisfies Record<string, Code>;

/** PS3.16 TID 1204. */
export function languageOfContent(language: keyof typeof languages): WritableDataSet {
  const concept = { value: '121049', scheme: 'DCM', meaning: 'Language of Content Item and Descendants' } as const;
  return code('HAS CONCEPT MOD', concept, languages[language]);
}

/** Who says it: a person, `Family^Given` (PS3.16 TID 1002, 1003). */
export function personObserver(name: string): readonly WritableDataSet[] {
  return [
    code(
      'HAS OBS CONTEXT',
      { value: '121005', scheme: 'DCM', meaning: 'Observer Type' },
      { value: '121006', scheme: 'DCM', meaning: 'Person' },
    ),
    dataSetOf([
      ...relation('HAS OBS CONTEXT', 'PNAME', { value: '121008', scheme: 'DCM', meaning: 'Person Observer Name' }),
      entry(0x0040a123, 'PN', name),
    ]),
  ];
}

/** Content Template Sequence (PS3.3 C.18.8.1.2): a template of PS3.16. */
export function contentTemplate(identifier: string): ElementEntry {
  return entry(0x0040a504, 'SQ', [dataSetOf([entry(0x00080105, 'CS', 'DCMR'), entry(0x0040db00, 'CS', identifier)])]);
}
