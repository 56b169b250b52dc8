import { describe, expect, it } from 'vitest';
import { type Field, fieldSchema } from '../../contract/index.ts';
import { fieldText } from './field-text.ts';

const size: Field = { kind: 'number', id: 'size', label: 'taille', unit: 'mm', value: null };

describe('a field in its report', () => {
  it('stands as its label until it is filled', () => {
    expect(fieldText(size, 'fr')).toBe('[taille]');
    expect(fieldText({ ...size, onSign: 'silent' }, 'fr')).toBe('');
  });

  it('keeps the digits that were typed, with the decimal sign of the language', () => {
    expect(fieldText({ ...size, value: '12.40' }, 'fr')).toBe('12,40\u202fmm');
    expect(fieldText({ ...size, value: '12.40' }, 'en')).toBe('12.40\u202fmm');
    expect(fieldText({ ...size, unit: '', value: '-3' }, 'en')).toBe('-3');
  });

  it('writes dates as the language does', () => {
    const date: Field = { kind: 'date', id: 'prior', label: 'date', value: '2026-03-09' };
    expect([fieldText(date, 'fr'), fieldText(date, 'en')]).toEqual(['09/03/2026', '9 Mar 2026']);
  });

  it('takes numbers and dates only as such', () => {
    expect(fieldSchema.safeParse({ ...size, value: '12,4' }).success).toBe(false);
    expect(fieldSchema.safeParse({ kind: 'date', id: 'd', label: 'd', value: '09/03/2026' }).success).toBe(false);
    expect(fieldSchema.safeParse({ ...size, value: '12.4' }).success).toBe(true);
  });
});
