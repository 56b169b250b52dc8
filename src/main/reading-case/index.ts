export { keyImageOf } from './key-image.ts';
export { type CaseDependencies, ReadingCase } from './reading-case.ts';
