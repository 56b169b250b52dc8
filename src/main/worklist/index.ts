export type { ImportedRows } from './imported-readings.ts';
export { createWorklistService, type KnownJoins, type WorklistOptions, type WorklistService } from './service.ts';
