export * from './body-part.ts';
export * from './dates.ts';
export * from './names.ts';
export * from './numbers.ts';
