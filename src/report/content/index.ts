export { ageAt, type MergeValues, mergeValues } from './merge-values.ts';
export { modalityText, studyText } from './study-text.ts';
