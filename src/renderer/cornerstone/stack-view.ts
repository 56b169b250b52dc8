import { Enums, type Types } from '@cornerstonejs/core';
import { rangeOf, type VoiWindow } from '../../dicom/voi/window.ts';
import { BaseView } from './base-view.ts';
import type { ImageSet } from './image-set.ts';
import type { ImageView } from './image-view.ts';
import type { Vector3 } from './vector.ts';

/**
 * Shows a display set slice by slice. The canvas only ever shows the slice asked for: while that one is not here,
 * `painted` is false and the page says so, instead of another slice standing there under its number.
 */
export function openStackView(id: string, element: HTMLDivElement, images: ImageSet, initial: number): ImageView {
  return new StackView(id, element, images, initial);
}

class StackView extends BaseView<Types.IStackViewport> {
  readonly kind = 'stack';
  readonly #images: ImageSet;
  readonly #unsubscribe: () => void;
  #slice: number;
  #shown = -1;
  #drawn = -1;
  #stack: readonly string[] = [];
  #window: VoiWindow | null = null;
  #inverted = false;

  constructor(id: string, element: HTMLDivElement, images: ImageSet, initial: number) {
    super(id, element, Enums.ViewportType.STACK);
    this.#images = images;
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
    return this.#drawn === this.#slice;
  }

  get window(): VoiWindow {
    return this.#window ?? this.#firstWindow();
  }

  get inverted(): boolean {
    return this.#inverted;
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

  setWindow(window: VoiWindow): void {
    this.#window = window;
    this.#applyLook();
  }

  setInverted(inverted: boolean): void {
    this.#inverted = inverted;
    this.#applyLook();
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
    const ids = this.#images.imageIds;
    if (this.#shown !== -1 && ids[this.#shown] !== this.#stack[this.#shown]) this.#keepPlace(ids);
    if (this.#shown !== this.#slice && this.#images.state(this.#slice) === 'loaded') void this.#display(ids);
    this.changed();
  }

  /** Frames that arrived before the shown one moved it to another number: it stays the one that is looked at. */
  #keepPlace(ids: readonly string[]): void {
    const current = this.#stack[this.#shown];
    const moved = current === undefined ? -1 : ids.indexOf(current);
    if (moved >= 0 && this.#slice === this.#shown) this.#slice = moved;
    this.#shown = -1;
    this.#drawn = -1;
  }

  async #display(ids: readonly string[]): Promise<void> {
    const slice = this.#slice;
    this.#shown = slice;
    const sameStack = ids.length === this.#stack.length && ids.every((id, i) => id === this.#stack[i]);
    const first = this.#stack.length === 0;
    if (sameStack) await this.viewport.setImageIdIndex(slice);
    else {
      this.#stack = [...ids];
      await this.viewport.setStack([...ids], slice);
      if (this.closed) return;
      if (first) this.#inverted = this.#images.description(slice)?.monochrome1 ?? false;
    }
    if (this.closed) return;
    if (first) this.viewport.resetCamera();
    this.#applyLook();
  }

  /** VoiWindow and inversion are set by us after every change, for the library's own guesses follow other rules. */
  #applyLook(): void {
    if (this.#shown === -1) return;
    this.#window ??= this.#firstWindow();
    const color = this.#images.description(this.#shown)?.samplesPerPixel === 3;
    this.viewport.setProperties({
      ...(color ? { voiRange: { lower: 0, upper: 255 } } : voiOf(this.#window)),
      ...(color ? {} : { invert: this.#inverted }),
    });
    this.viewport.render();
  }

  #firstWindow(): VoiWindow {
    return this.#images.firstWindow(this.#shown === -1 ? this.#slice : this.#shown);
  }
}

/**
 * A window in the library's terms. It makes a sigmoid of centre and width out of the bounds that a linear window of the
 * same centre and width has.
 */
function voiOf(window: VoiWindow): Pick<Types.StackViewportProperties, 'voiRange' | 'VOILUTFunction'> {
  if (window.function !== 'SIGMOID') {
    return { voiRange: rangeOf(window), VOILUTFunction: Enums.VOILUTFunctionType.LINEAR };
  }
  return {
    voiRange: rangeOf({ ...window, function: 'LINEAR' }),
    VOILUTFunction: Enums.VOILUTFunctionType.SAMPLED_SIGMOID,
  };
}
