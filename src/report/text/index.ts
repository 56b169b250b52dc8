export { dateText, instantText, localDateTimeText } from './date-text.ts';
export { fieldText } from './field-text.ts';
