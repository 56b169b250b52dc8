export { SpellingService } from './spelling-service.ts';
