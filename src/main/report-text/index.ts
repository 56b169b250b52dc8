export { dateText, instantText, localDateTimeText } from '../../report/text/index.ts';
export { inlineText } from './inline-text.ts';
export { measurementText } from './quantity-text.ts';
export { type ResultStatus, resultStatusOf } from './result-status.ts';
export { addendumLoinc, sectionLoinc } from './section-codes.ts';
export { type Wording, wordingOf } from './wording.ts';
