export { chooseTemplate, scoreOf, type TemplateSituation } from './choose-template.ts';
export { filledParagraphs, fillTemplate } from './fill-template.ts';
