export { type ClientPatience, createPacsClient, type PacsClientOptions } from './client.ts';
export type * from './pacs-client.ts';
export { studySummary } from './qido.ts';
export { lastingTransferThread } from './transfer/lasting-transfer-thread.ts';
export { openTransferThread, type TransferThread } from './transfer/transfer-thread.ts';
