export { dateText, instantText, localDateTimeText } from './date-text.ts';
export { measurementText } from './quantity-text.ts';
export { sectionLoinc } from './section-codes.ts';
export { type Wording, wordingOf } from './wording.ts';
