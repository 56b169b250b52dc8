export { TemplateLibrary } from './library.ts';
export { templateSituation } from './situation.ts';
