import { expect, test } from 'vitest';
import type { Field } from '../../contract/index.ts';
import { spokenFieldValue } from './index.ts';

const size: Field = { kind: 'number', id: 'size', label: 'size', unit: 'mm', value: null };
const date: Field = { kind: 'date', id: 'date', label: 'date', value: null };
const choice: Field = { kind: 'choice', id: 'seen', label: 'seen', choices: ['Absent', 'Non vu'], value: null };
const words: Field = { kind: 'text', id: 'words', label: 'words', value: null };

test.each([
  [size, 'six', 'en', '6'],
  [size, 'Twelve point five millimeters.', 'en', '12.5'],
  [size, 'six virgule cinq', 'fr', '6.5'],
  [size, 'moins dix', 'fr', '-10'],
  [size, 'large', 'en', null],
  [date, 'March twelfth twenty twenty-six', 'en', '2026-03-12'],
  [date, 'le douze mars deux mille vingt-six', 'fr', '2026-03-12'],
  [date, 'in March', 'en', null],
  [choice, 'absent.', 'fr', 'Absent'],
  [choice, 'non vu', 'fr', 'Non vu'],
  [choice, 'douteux', 'fr', 'douteux'],
  [words, 'six millimeter nodule.', 'en', '6\u202fmm nodule'],
] as const)('%o: %s', (field, said, language, value) => {
  expect(spokenFieldValue(field, said, language)).toBe(value);
});
