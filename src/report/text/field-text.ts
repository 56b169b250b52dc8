import type { Field, Language } from '../../contract/index.ts';
import { dateText } from './date-text.ts';

/** A value never parts from its unit. */
const narrowNoBreakSpace = '\u202f';

/** What a field says in its report: its value; without one its label in brackets, or nothing where it may stay open. */
export function fieldText(field: Field, language: Language): string {
  if (field.value === null) return field.onSign === 'silent' ? '' : `[${field.label}]`;
  switch (field.kind) {
    case 'number': {
      const number = language === 'fr' ? field.value.replace('.', ',') : field.value;
      return field.unit === '' ? number : `${number}${narrowNoBreakSpace}${field.unit}`;
    }
    case 'date':
      return dateText(field.value, language);
    case 'text':
    case 'choice':
    case 'merge':
      return field.value;
  }
}
