export { type GraphicsCapabilities, isSoftwareRendered, onGraphicsLost, purgeImages, startImaging } from './engine.ts';
export type { FrameDescription } from './frame-description.ts';
export { FrameLoadError } from './frame-loader.ts';
export { ImageSet } from './image-set.ts';
export { volumeSource } from './image-source.ts';
export {
  type CanvasPoint,
  type Graphics,
  type ImageView,
  type Plane,
  planes,
  type Rendering,
  renderings,
  type SlabMode,
  slabModes,
  type ViewKind,
} from './image-view.ts';
export { isWhole, type LoadProgress } from './loading-state.ts';
export { openReformatView } from './reformat-view.ts';
export { openStackView } from './stack-view.ts';
export { type VolumeObstacle, volumeKey, volumeObstacle } from './volume.ts';
export {
  imagedPartsOf,
  placeInGrid,
  placeInPatient,
  unimagedPartsOf,
  type VolumeGrid,
  volumeGridOf,
} from './volume-grid.ts';
export { firstRendering, openVolume3dView } from './volume3d-view.ts';
