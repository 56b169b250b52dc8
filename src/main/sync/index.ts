export { createSyncEngine, type SyncEngineOptions } from './engine.ts';
export { limitAt, paceOf } from './pace.ts';
export { readAhead, wantedByCase } from './read-ahead.ts';
export type { StudyAtSite, SyncEngine, WantedStudy } from './sync-engine.ts';
