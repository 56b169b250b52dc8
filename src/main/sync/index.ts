export { createSyncEngine, type SyncEngineOptions } from './engine.ts';
export type { SyncEngine } from './sync-engine.ts';
