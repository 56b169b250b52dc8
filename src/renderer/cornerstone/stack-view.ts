import { Enums, type Types, utilities } from '@cornerstonejs/core';
import type { Voi } from '../../dicom/voi/voi.ts';
import { BaseView } from './base-view.ts';
import { showPixels } from './camera.ts';
import { FramePainter } from './frame-painter.ts';
import type { ImageSet } from './image-set.ts';
import type { Graphics, ImageView } from './image-view.ts';
import type { Vector3 } from './vector.ts';

/**
 * Shows a display set slice by slice. The canvas only ever shows the slice asked for: while that one is not here,
 * `painted` is false and the page says so, instead of another slice standing there under its number.
 */
export function openStackView(id: string, element: HTMLDivElement, images: ImageSet, initial: number): ImageView {
  return new StackView(id, element, images, initial);
}

/** The levels that are handed over are those of the screen. */
const screenLevels = { voiRange: { lower: 0, upper: 255 }, VOILUTFunction: Enums.VOILUTFunctionType.LINEAR } as const;

class StackView extends BaseView<Types.IStackViewport> {
  readonly kind = 'stack';
  readonly #images: ImageSet;
  readonly #painter: FramePainter;
  readonly #unsubscribe: () => void;
  #slice: number;
  /** The imageId of the slice that was handed over to be drawn, and of the one that has been. */
  #shown: string | null = null;
  #drawn: string | null = null;
  #voi: Voi | null = null;
  /** Of images that bring no window: the same for all slices, or greys would change with every one. */
  #automatic: Voi | null = null;
  #inverted = false;
  #graphics: Graphics = { overlays: true, shutter: true };

  constructor(id: string, element: HTMLDivElement, images: ImageSet, initial: number) {
    super(id, element, Enums.ViewportType.STACK);
    this.#images = images;
    this.#painter = new FramePainter(images);
    this.#slice = initial;
    this.#unsubscribe = images.subscribe(() => this.#follow());
    images.focusOn(initial);
    this.#follow();
  }

  get sliceCount(): number {
    return this.#images.imageIds.length;
  }

  get slice(): number {
    return this.#slice;
  }

  get painted(): boolean {
    return this.#drawn !== null && this.#drawn === this.#images.imageIds[this.#slice];
  }

  /** The reader's choice; until there is one, each image is shown as itself says. */
  get voi(): Voi {
    if (this.#voi !== null) return this.#voi;
    const isOwn = this.#images.vois(this.#slice).length > 0;
    return (isOwn ? null : this.#automatic) ?? this.#images.firstVoi(this.#slice);
  }

  get inverted(): boolean {
    return this.#inverted;
  }

  override get graphics(): Graphics {
    return this.#graphics;
  }

  override get axes() {
    const frame = this.#images.description(this.#slice);
    return frame?.rowDirection && frame.columnDirection ? super.axes : null;
  }

  showSlice(slice: number): void {
    const last = Math.max(this.sliceCount - 1, 0);
    this.#slice = Math.min(Math.max(slice, 0), last);
    this.#images.focusOn(this.#slice);
    this.#follow();
  }

  showPoint(point: Vector3): void {
    const nearest = this.#images.nearestTo(point);
    if (nearest !== null) this.showSlice(nearest);
  }

  setVoi(voi: Voi): void {
    this.#voi = voi;
    this.#draw();
  }

  setInverted(inverted: boolean): void {
    this.#inverted = inverted;
    this.#draw();
  }

  override setGraphics(graphics: Graphics): void {
    this.#graphics = graphics;
    this.#draw();
  }

  override showPixels(): void {
    const frame = this.#images.description(this.#slice);
    if (!frame || !this.painted) return;
    this.keepCamera();
    showPixels(this.viewport, frame.position ?? [0, 0, 0], frame.spacing.column);
  }

  protected fitCamera(): void {
    this.viewport.resetCamera();
  }

  override close(): void {
    this.#unsubscribe();
    super.close();
  }

  protected onRendered(): void {
    this.#drawn = this.#shown;
  }

  /** Brings the canvas to the slice asked for as soon as that slice is in memory. */
  #follow(): void {
    if (this.closed) return;
    this.#keepPlace();
    const wanted = this.#images.imageIds[this.#slice];
    if (this.#images.state(this.#slice) !== 'loaded') this.#shown = null;
    else if (wanted !== this.#shown) this.#draw();
    this.changed();
  }

  /** Frames that arrived before the shown one moved it to another number: it stays the one that is looked at. */
  #keepPlace(): void {
    if (this.#shown === null || this.#place === null || this.#place !== this.#slice) return;
    if (this.#images.imageIds[this.#slice] === this.#shown) return;
    const moved = this.#images.imageIds.indexOf(this.#shown);
    if (moved < 0) return;
    this.#slice = moved;
    this.#place = moved;
  }

  /** The number under which the shown slice was drawn. */
  #place: number | null = null;

  #draw(): void {
    const imageId = this.#images.imageIds[this.#slice];
    if (this.closed || imageId === undefined || this.#images.state(this.#slice) !== 'loaded') return;
    if (this.#images.vois(this.#slice).length === 0) this.#automatic ??= this.#images.firstVoi(this.#slice);
    const image = this.#painter.paint(this.#slice, {
      voi: this.voi,
      inverted: this.#inverted,
      graphics: this.#graphics,
    });
    if (image === null) return;
    const isFirst = this.#place === null;
    this.#shown = imageId;
    this.#place = this.#slice;
    this.viewport.renderImageObject(image);
    this.viewport.setProperties(screenLevels);
    this.#straightenCurve();
    if (isFirst) this.viewport.resetCamera();
    this.viewport.render();
  }

  /**
   * Of a first frame of one level alone (all white, all black) the library makes a curve of a single point, which no
   * range mends, and by which it would draw every frame from then on.
   */
  #straightenCurve(): void {
    for (const { actor } of this.viewport.getActors()) {
      const property = (actor as Types.ImageActor).getProperty();
      if (!property.getRGBTransferFunction(0)) continue;
      property.setRGBTransferFunction(0, utilities.createLinearRGBTransferFunction(screenLevels.voiRange));
    }
  }
}
