import { fieldText } from '../text/index.ts';
import { findingIn, type Rule } from './finding.ts';

/** Findings and conclusion must say something. */
export const emptySections: Rule = ({ text }) =>
  (['findings', 'conclusion'] as const).flatMap(section => {
    const isEmpty = text.in(section).every(sentence => sentence.text.trim() === '');
    return isEmpty ? [findingIn('empty-section', { section, block: 0, from: 0, to: 0 }, 'empty', { section })] : [];
  });

/** Fields that wait for their value, except those that may stay open silently. */
export const unfilledFields: Rule = ({ text }) =>
  text.fields.flatMap(({ section, block, at, value }) =>
    value.value !== null || value.onSign === 'silent'
      ? []
      : [
          findingIn('unfilled-field', { section, block, from: at, to: at + 1 }, `${value.id} ${block}`, {
            label: fieldText(value, text.content.language).slice(1, -1),
          }),
        ],
  );
