import { Enums, type Types, utilities } from '@cornerstonejs/core';
import { greyMappingOf } from '../../dicom/presentation/grey-mapping.ts';
import { transferPointsOf } from '../../dicom/presentation/transfer-points.ts';
import type { Voi } from '../../dicom/voi/voi.ts';
import { BaseView } from './base-view.ts';
import type { ImageSet } from './image-set.ts';
import type { ImageView, Plane, SlabMode } from './image-view.ts';
import { dot, subtract, type Vector3 } from './vector.ts';
import { volumeOf } from './volume.ts';

/** Shows a plane of the patient cut through the volume of a display set; see `volumeObstacle` for when that is allowed. */
export function openReformatView(
  id: string,
  element: HTMLDivElement,
  images: ImageSet,
  plane: Plane,
  voi: Voi,
): ImageView {
  return new ReformatView(id, element, images, plane, voi);
}

const blends: Readonly<Record<SlabMode, Enums.BlendModes>> = {
  maximum: Enums.BlendModes.MAXIMUM_INTENSITY_BLEND,
  mean: Enums.BlendModes.AVERAGE_INTENSITY_BLEND,
  minimum: Enums.BlendModes.MINIMUM_INTENSITY_BLEND,
};

class ReformatView extends BaseView<Types.IVolumeViewport> {
  readonly kind: Plane;
  readonly #volumeId: string;
  /** The smallest distance of voxels in mm. */
  readonly #finest: number;
  readonly #counting: Vector3;
  readonly #images: ImageSet;
  #voi: Voi;
  #inverted = false;
  #slab = 0;
  #ready = false;
  #painted = false;
  /** The place asked for before the volume was there. */
  #wanted: Vector3 | null = null;

  constructor(id: string, element: HTMLDivElement, images: ImageSet, plane: Plane, voi: Voi) {
    super(id, element, Enums.ViewportType.ORTHOGRAPHIC, { orientation: plane as Enums.OrientationAxis });
    this.kind = plane;
    this.#images = images;
    this.#voi = voi;
    this.#counting = countingDirection(plane, images);
    const { volumeId, spacing } = volumeOf(images);
    this.#volumeId = volumeId;
    this.#finest = Math.min(...spacing);
    void this.#open();
  }

  get sliceCount(): number {
    return this.#ready ? this.#scroll().numScrollSteps + 1 : 0;
  }

  get slice(): number {
    if (!this.#ready) return 0;
    const { currentStepIndex, numScrollSteps } = this.#scroll();
    return this.#isReversed() ? numScrollSteps - currentStepIndex : currentStepIndex;
  }

  get painted(): boolean {
    return this.#painted;
  }

  get voi(): Voi {
    return this.#voi;
  }

  get inverted(): boolean {
    return this.#inverted;
  }

  override get slab(): number {
    return this.#slab;
  }

  showSlice(slice: number): void {
    if (!this.#ready) return;
    const last = this.sliceCount - 1;
    const delta = Math.min(Math.max(slice, 0), last) - this.slice;
    if (delta !== 0) this.viewport.scroll(this.#isReversed() ? -delta : delta);
    this.viewport.render();
    this.changed();
  }

  showPoint(point: Vector3): void {
    if (!this.#ready) {
      this.#wanted = point;
      return;
    }
    const [x, y, z] = this.viewport.getCamera().viewPlaneNormal ?? [0, 0, 0];
    const normal: Vector3 = dot(this.#counting, [x, y, z]) < 0 ? [-x, -y, -z] : [x, y, z];
    const distance = dot(subtract(point, this.toPatient([0, 0])), normal);
    this.showSlice(this.slice + Math.round(distance / this.#scroll().sliceRangeInfo.spacingInNormalDirection));
  }

  setVoi(voi: Voi): void {
    this.#voi = voi;
    this.#map();
  }

  setInverted(inverted: boolean): void {
    this.#inverted = inverted;
    this.#map();
  }

  override setSlab(thickness: number, mode: SlabMode): void {
    this.#slab = thickness;
    if (!this.#ready) return;
    this.viewport.setBlendMode(thickness > 0 ? blends[mode] : Enums.BlendModes.COMPOSITE);
    // The legacy viewport clips at ±T around the plane: half of the wanted thickness gives the wanted thickness.
    if (thickness > 0) this.viewport.setSlabThickness(thickness / 2);
    else this.viewport.resetSlabThickness();
    this.#sampleSlabFinely();
    this.viewport.render();
  }

  /**
   * The library's rays sample about every half voxel from a random start, and so pass bright slices by that are thinner
   * than its mean voxel. At a quarter of the smallest spacing a sample is at least seven eighths of any voxel.
   */
  #sampleSlabFinely(): void {
    for (const { actor } of this.viewport.getActors()) {
      const mapper = actor.getMapper() as { setSampleDistance?(millimetres: number): void };
      mapper.setSampleDistance?.(this.#finest / 4);
    }
  }

  protected fitCamera(): void {
    const slice = this.slice;
    this.viewport.resetCamera();
    this.showSlice(slice);
  }

  protected onRendered(): void {
    if (this.#ready) this.#painted = true;
  }

  async #open(): Promise<void> {
    await this.viewport.setVolumes([{ volumeId: this.#volumeId }]);
    if (this.closed) return;
    this.#ready = true;
    this.#map();
    if (this.#wanted) this.showPoint(this.#wanted);
    this.changed();
  }

  /**
   * Gives the library our points from values to greys. Its own windows know neither tables nor sigmoids, and which values
   * are inverted is ours to say.
   */
  #map(): void {
    const header = this.#images.header(0);
    const actor = this.viewport.getDefaultActor()?.actor as Types.VolumeActor | undefined;
    if (!this.#ready || !header || !actor) return;
    const points = transferPointsOf(greyMappingOf(header, 1, this.#voi, this.#inverted));
    const curve = actor.getProperty().getRGBTransferFunction(0);
    curve.removeAllPoints();
    for (const [value, brightness] of points) curve.addRGBPoint(value, brightness, brightness, brightness);
    this.viewport.render();
    this.changed();
  }

  /** The library counts slices along the view's normal; we count from the first of ours. */
  #isReversed(): boolean {
    const [x, y, z] = this.viewport.getCamera().viewPlaneNormal ?? [0, 0, 0];
    return dot(this.#counting, [x, y, z]) < 0;
  }

  #scroll() {
    return utilities.getVolumeViewportScrollInfo(this.viewport, this.#volumeId);
  }
}

/** Slices are counted from front to back, from right to left, and axially as the series itself is. */
function countingDirection(plane: Plane, images: ImageSet): Vector3 {
  if (plane === 'coronal') return [0, 1, 0];
  if (plane === 'sagittal') return [1, 0, 0];
  const first = images.description(0)?.position;
  const last = images.description(images.imageIds.length - 1)?.position;
  return first && last ? subtract(last, first) : [0, 0, 1];
}
