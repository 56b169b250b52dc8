export { factGatherer } from './gather-facts.ts';
export { StudyManager, type StudyManagerOptions } from './study-manager.ts';
export { volumeOf } from './volume.ts';
