import type { Inline, Language } from '../../contract/index.ts';
import { fieldText } from '../../report/text/index.ts';
import { measurementText } from './quantity-text.ts';

/** What a part of a paragraph says. `studyUid` is that of the study that the report is about, where it is known. */
export function inlineText(inline: Inline, language: Language, studyUid: string | null): string {
  switch (inline.type) {
    case 'text':
      return inline.text;
    case 'measurement':
      return measurementText(inline.measurement, language, studyUid);
    case 'field':
      return fieldText(inline.field, language);
  }
}
