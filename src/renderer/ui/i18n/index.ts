export * from './create-i18n.ts';
export * from './failure-text.ts';
export * from './resources.ts';
export * from './use-language.ts';
