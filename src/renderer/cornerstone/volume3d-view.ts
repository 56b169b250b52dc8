import { Enums, type Types } from '@cornerstonejs/core';
import type { Voi } from '../../dicom/voi/voi.ts';
import { BaseView } from './base-view.ts';
import * as camera from './camera.ts';
import { isSoftwareRendered, renderingEngine } from './engine.ts';
import type { ImageSet } from './image-set.ts';
import type { CanvasPoint, ImageView, Rendering } from './image-view.ts';
import { addOrientationMarker } from './orientation-marker.ts';
import { reducedVolumeOf } from './volume.ts';

/** The rendering library's transfer functions. */
const curves: Readonly<Record<Rendering, string>> = {
  bone: 'CT-AAA',
  vessels: 'CT-Chest-Contrast-Enhanced',
  'soft-tissue': 'CT-Bone',
  mr: 'MR-Default',
};

/** The rendering shown first for a modality. */
export function firstRendering(modality: string): Rendering {
  return modality === 'MR' ? 'mr' : 'bone';
}

/** Renders the reduced copy of a display set's volume; see `volumeObstacle` for when that is allowed. */
export function openVolume3dView(
  id: string,
  element: HTMLDivElement,
  images: ImageSet,
  rendering: Rendering,
): ImageView {
  return new Volume3dView(id, element, images, rendering);
}

class Volume3dView extends BaseView<Types.IVolumeViewport> {
  readonly kind = 'volume3d';
  readonly sliceCount = 1;
  readonly slice = 0;
  readonly voi: Voi = { kind: 'window', window: { center: 0, width: 1, function: 'LINEAR' }, explanation: '' };
  readonly inverted = false;
  readonly #volumeId: string;
  #rendering: Rendering;
  #ready = false;
  #painted = false;
  #removeMarker: () => void = () => {};
  #refining: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, element: HTMLDivElement, images: ImageSet, rendering: Rendering) {
    super(id, element, Enums.ViewportType.VOLUME_3D, { orientation: Enums.OrientationAxis.CORONAL });
    this.#rendering = rendering;
    this.#volumeId = reducedVolumeOf(images).volumeId;
    void this.#open();
  }

  get painted(): boolean {
    return this.#painted;
  }

  override get rendering(): Rendering {
    return this.#rendering;
  }

  override setRendering(rendering: Rendering): void {
    this.#rendering = rendering;
    if (!this.#ready) return;
    this.viewport.setProperties({ preset: curves[rendering] }, this.#volumeId);
    this.viewport.render();
    this.changed();
  }

  showSlice(): void {}
  showPoint(): void {}
  setVoi(): void {}
  setInverted(): void {}

  override rotateBy(dx: number, dy: number): void {
    this.#coarsen();
    camera.rotateBy(this.viewport, dx, dy);
  }

  override zoomBy(factor: number, at: CanvasPoint): void {
    this.#coarsen();
    super.zoomBy(factor, at);
  }

  override close(): void {
    clearTimeout(this.#refining);
    this.#removeMarker();
    super.close();
  }

  protected fitCamera(): void {
    this.viewport.resetCamera();
  }

  protected onRendered(): void {
    if (this.#ready) this.#painted = true;
  }

  /** Where the processor draws, a moving volume is sampled coarsely, and finely again once it rests. */
  #coarsen(): void {
    if (!this.#ready || !isSoftwareRendered()) return;
    if (this.#refining === undefined) this.#sample(4);
    clearTimeout(this.#refining);
    this.#refining = setTimeout(() => {
      this.#refining = undefined;
      this.#sample(1);
    }, 300);
  }

  #sample(multiplier: number): void {
    this.viewport.setProperties({ sampleDistanceMultiplier: multiplier }, this.#volumeId);
    this.viewport.render();
  }

  async #open(): Promise<void> {
    await this.viewport.setVolumes([{ volumeId: this.#volumeId }]);
    if (this.closed) return;
    this.#ready = true;
    this.#removeMarker = addOrientationMarker(this.viewport.id, renderingEngine().id);
    this.fit();
    this.setRendering(this.#rendering);
  }
}
