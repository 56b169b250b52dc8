import { Enums, type Types, utilities } from '@cornerstonejs/core';
import { BaseView } from './base-view.ts';
import type { ImageSet } from './image-set.ts';
import type { ImageView, Plane, SlabMode } from './image-view.ts';
import { rangeOfWindow, type Window } from './voi-range.ts';
import { volumeOf } from './volume.ts';

/** Shows a plane of the patient cut through the volume of a display set; see `volumeObstacle` for when that is allowed. */
export function openReformatView(
  id: string,
  element: HTMLDivElement,
  images: ImageSet,
  plane: Plane,
  window: Window,
): ImageView {
  return new ReformatView(id, element, images, plane, window);
}

const blends: Readonly<Record<SlabMode, Enums.BlendModes>> = {
  maximum: Enums.BlendModes.MAXIMUM_INTENSITY_BLEND,
  mean: Enums.BlendModes.AVERAGE_INTENSITY_BLEND,
  minimum: Enums.BlendModes.MINIMUM_INTENSITY_BLEND,
};

class ReformatView extends BaseView<Types.IVolumeViewport> {
  readonly kind: Plane;
  readonly #volumeId: string;
  #window: Window;
  #inverted: boolean;
  #slab = 0;
  #ready = false;
  #painted = false;

  constructor(id: string, element: HTMLDivElement, images: ImageSet, plane: Plane, window: Window) {
    super(id, element, Enums.ViewportType.ORTHOGRAPHIC, { orientation: plane as Enums.OrientationAxis });
    this.kind = plane;
    this.#window = window;
    this.#inverted = images.description(0)?.monochrome1 ?? false;
    this.#volumeId = volumeOf(images).volumeId;
    void this.#open();
  }

  get sliceCount(): number {
    return this.#ready ? this.#scroll().numScrollSteps + 1 : 0;
  }

  get slice(): number {
    return this.#ready ? this.#scroll().currentStepIndex : 0;
  }

  get painted(): boolean {
    return this.#painted;
  }

  get window(): Window {
    return this.#window;
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
    if (delta !== 0) this.viewport.scroll(delta);
    this.viewport.render();
    this.changed();
  }

  setWindow(window: Window): void {
    this.#window = window;
    if (!this.#ready) return;
    this.viewport.setProperties({ voiRange: rangeOfWindow(window) }, this.#volumeId);
    this.viewport.render();
  }

  setInverted(inverted: boolean): void {
    if (inverted === this.#inverted) return;
    this.#inverted = inverted;
    if (!this.#ready) return;
    this.viewport.setProperties({ invert: inverted }, this.#volumeId);
    this.setWindow(this.#window);
  }

  override setSlab(thickness: number, mode: SlabMode): void {
    this.#slab = thickness;
    if (!this.#ready) return;
    this.viewport.setBlendMode(thickness > 0 ? blends[mode] : Enums.BlendModes.COMPOSITE);
    // The legacy viewport clips at ±T around the plane: half of the wanted thickness gives the wanted thickness.
    if (thickness > 0) this.viewport.setSlabThickness(thickness / 2);
    else this.viewport.resetSlabThickness();
    this.viewport.render();
  }

  fit(): void {
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
    if (this.#inverted) this.viewport.setProperties({ invert: true }, this.#volumeId);
    this.setWindow(this.#window);
    this.changed();
  }

  #scroll() {
    return utilities.getVolumeViewportScrollInfo(this.viewport, this.#volumeId);
  }
}
