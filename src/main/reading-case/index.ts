export { type CaseDependencies, ReadingCase } from './reading-case.ts';
