export { dicomwebOrigin, type OriginOptions } from './dicomweb/origin.ts';
export { StudyCacheError } from './failures.ts';
export { openStudyCache } from './open-study-cache.ts';
export type {
  CachedInstance,
  DicomJson,
  ExpectedInstance,
  FinishedFrame,
  FramePack,
  HandedOver,
  HeldInstance,
  Holding,
  HoldingPage,
  HoldingQuery,
  HoldingSize,
  PreparedFrames,
  QidoQuery,
  StudyCache,
  StudyCacheOptions,
} from './study-cache.ts';
