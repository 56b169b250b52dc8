export { type FramesSummary, writeFrames } from './frames.ts';
export { type ListedFrames, readList, writeError, writeFramesOfList } from './frames-of-list.ts';
export { describeGeometry, type FolderGeometry } from './geometry.ts';
export { type Measured, type MeasuredShape, measureFile } from './measure.ts';
export { type MeasuredStructures, measureStructures } from './measure-structures.ts';
export { renderFile } from './render-file.ts';
export { writePng } from './write-png.ts';
