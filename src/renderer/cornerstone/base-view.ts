import { Enums, type Types } from '@cornerstonejs/core';
import type { Voi } from '../../dicom/voi/voi.ts';
import * as camera from './camera.ts';
import { renderingEngine } from './engine.ts';
import type { CanvasPoint, Graphics, ImageView, Rendering, SlabMode, ViewKind } from './image-view.ts';
import { Listeners } from './listeners.ts';
import type { Vector3 } from './vector.ts';

/** What all views share: an enabled element, its camera, and who wants to know of changes. */
export abstract class BaseView<V extends camera.CameraViewport> implements ImageView {
  abstract readonly kind: ViewKind;
  abstract readonly sliceCount: number;
  abstract readonly slice: number;
  abstract readonly painted: boolean;
  abstract readonly voi: Voi;
  abstract readonly inverted: boolean;
  protected readonly viewport: V;
  protected closed = false;
  #fitted = true;
  readonly #id: string;
  readonly #element: HTMLDivElement;
  readonly #changed = new Listeners();

  constructor(
    id: string,
    element: HTMLDivElement,
    type: Enums.ViewportType,
    defaultOptions: Types.ViewportInputOptions = {},
  ) {
    this.#id = id;
    this.#element = element;
    renderingEngine().enableElement({ viewportId: id, element, type, defaultOptions });
    this.viewport = renderingEngine().getViewport(id) as unknown as V;
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#onRendered);
  }

  abstract showSlice(slice: number): void;
  abstract showPoint(point: Vector3): void;
  abstract setVoi(voi: Voi): void;
  abstract setInverted(inverted: boolean): void;
  protected abstract fitCamera(): void;
  protected abstract onRendered(): void;

  get slab(): number {
    return 0;
  }

  get rendering(): Rendering | null {
    return null;
  }

  get graphics(): Graphics {
    return { overlays: false, shutter: false };
  }

  setRendering(_rendering: Rendering): void {}

  setGraphics(_graphics: Graphics): void {}

  showPixels(): void {}

  setSlab(_thickness: number, _mode: SlabMode): void {}

  get width(): number {
    return this.#element.clientWidth;
  }

  get height(): number {
    return this.#element.clientHeight;
  }

  get middle(): Vector3 {
    return camera.focus(this.viewport);
  }

  get pixelsPerMm(): number {
    return camera.pixelsPerMm(this.viewport);
  }

  get axes(): { right: Vector3; down: Vector3 } | null {
    return camera.screenAxes(this.viewport);
  }

  zoomBy(factor: number, at: CanvasPoint): void {
    this.#fitted = false;
    camera.zoomBy(this.viewport, factor, at);
  }

  panBy(dx: number, dy: number): void {
    this.#fitted = false;
    camera.panBy(this.viewport, dx, dy);
  }

  rotateBy(_dx: number, _dy: number): void {}

  toPatient(point: CanvasPoint): Vector3 {
    return camera.toPatient(this.viewport, point);
  }

  toCanvas(point: Vector3): CanvasPoint {
    return camera.toCanvas(this.viewport, point);
  }

  /** The camera was set by a wish of the reader: a new size of the element keeps it. */
  protected keepCamera(): void {
    this.#fitted = false;
  }

  fit(): void {
    this.#fitted = true;
    this.fitCamera();
    this.viewport.render();
  }

  /** A picture that filled its viewport fills it again; one that was magnified keeps its size on screen. */
  resize(): void {
    renderingEngine().resize(true, true);
    if (this.#fitted) this.fit();
  }

  subscribe(listener: () => void): () => void {
    return this.#changed.subscribe(listener);
  }

  close(): void {
    this.closed = true;
    this.#changed.clear();
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#onRendered);
    renderingEngine().disableElement(this.#id);
  }

  protected changed(): void {
    this.#changed.tell();
  }

  readonly #onRendered = () => {
    if (this.closed) return;
    this.onRendered();
    this.#changed.tell();
  };
}
