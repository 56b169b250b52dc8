export { dicomwebOrigin, type OriginOptions } from './dicomweb/origin.ts';
export { StudyCacheError } from './failures.ts';
export { openStudyCache } from './open-study-cache.ts';
export type {
  CachedInstance,
  DicomJson,
  ExpectedInstance,
  FinishedFrame,
  HandedOver,
  HeldInstance,
  Holding,
  HoldingPage,
  HoldingQuery,
  HoldingSize,
  QidoQuery,
  StudyCache,
  StudyCacheOptions,
} from './study-cache.ts';
