export { type ClientPatience, createPacsClient, type PacsClientOptions } from './client.ts';
export type * from './pacs-client.ts';
export { studySummary } from './qido.ts';
