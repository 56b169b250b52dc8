export { dateText, instantText, localDateTimeText } from './date-text.ts';
export { fieldText } from './field-text.ts';
export { folded } from './folded.ts';
export { type IdentityTrait, identityChange } from './identity-change.ts';
