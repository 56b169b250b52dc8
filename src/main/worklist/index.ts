export { createWorklistService, type WorklistOptions, type WorklistService } from './service.ts';
