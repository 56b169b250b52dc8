import type { Field } from '../../../contract/index.ts';

export type FieldFault = 'not-a-number' | 'too-small' | 'too-large' | 'not-a-date';

/** What was typed into a field's popover as the field's value, or what is wrong with it. Nothing typed: no value. */
export function fieldFrom(field: Field, typed: string): { field: Field } | { fault: FieldFault } {
  const text = typed.trim();
  if (text === '') return { field: { ...field, value: null } };
  switch (field.kind) {
    case 'number': {
      const decimal = text.replace(',', '.').replace(/^\+/, '');
      if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(decimal)) return { fault: 'not-a-number' };
      const value = Number(decimal);
      if (field.minimum !== undefined && value < field.minimum) return { fault: 'too-small' };
      if (field.maximum !== undefined && value > field.maximum) return { fault: 'too-large' };
      return { field: { ...field, value: decimal } };
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { field: { ...field, value: text } } : { fault: 'not-a-date' };
    case 'text':
    case 'choice':
    case 'merge':
      return { field: { ...field, value: text.slice(0, 2000) } };
  }
}
