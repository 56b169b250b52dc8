import { cache } from '@cornerstonejs/core';
import type { DisplaySet, FrameReference, PackedFrame } from '../../contract/index.ts';
import type { DicomJson } from '../../dicom/json/dicom-json.ts';
import type { Overlay } from '../../dicom/overlay/overlay.ts';
import type { Cells } from '../../dicom/pixel/decoded-frame.ts';
import type { FinishedFrame, PixelType } from '../../dicom/pixel/finished-frame.ts';
import { firstVoiOf } from '../../dicom/voi/first-voi.ts';
import type { Voi } from '../../dicom/voi/voi.ts';
import { voisOf } from '../../dicom/voi/vois-of-image.ts';
import { fetchOverlays } from './fetch-overlays.ts';
import type { FrameDescription } from './frame-description.ts';
import { cacheFrame, cachePackedFrame, FrameLoadError } from './frame-loader.ts';
import { streamFramePack, type TakeFrame } from './frame-pack-loader.ts';
import { frameOf, imageIdOf } from './frame-registry.ts';
import { acquiredSource, type ImageSource } from './image-source.ts';
import {
  type FrameState,
  isWhole,
  type LoadProgress,
  nearestWaiting,
  nextFrameState,
  progressOf,
} from './loading-state.ts';
import type { VoxelArray } from './reduce-volume.ts';
import { fetchMetadata, registerFrameOf } from './series-metadata.ts';
import { SpacedCalls } from './spaced-calls.ts';
import { cross, dot, subtract, type Vector3 } from './vector.ts';

/** Browsers open six connections to one origin; more requests would only queue out of our order. */
const parallelRequests = 6;
/** While a series still comes, the machine is wanted for its coming: what is looked at goes before, the rest follows. */
const parallelWhileComing = 2;
const mostRenewals = 3;
/** Fewer frames come as fast one by one. */
const fewestPacked = 4;
/** Frames come faster than anybody has to be told. */
const announceMs = 60;
/** The frames of a series that has just become whole are made ahead at this moment: so long until they are asked for again. */
const packAgainMs = 400;
const mostPackRequests = 20;
const packedName = ({ sopInstanceUid, frameNumber }: FrameReference | PackedFrame) =>
  `${sopInstanceUid}/${frameNumber}`;

/** Of frames without greys to map, or not here yet. */
const noVois: readonly Voi[] = [];
const unwindowed: Voi = { kind: 'window', window: { center: 128, width: 256, function: 'LINEAR' }, explanation: '' };

interface Slot {
  readonly frame: FrameReference;
  readonly imageId: string;
  state: FrameState;
  error: FrameLoadError | null;
  /** What lies over its pixels; filled when the frame is. */
  overlays: readonly Overlay[];
  /** How often its metadata were asked for again because its values had another type. */
  renewals: number;
}

/**
 * The frames of one display set on their way into memory: fetched nearest to the slice that is looked at, each with
 * its own state. Frames may still be added while the study is being synchronised.
 */
export class ImageSet {
  readonly #sourceOf: (displaySet: DisplaySet) => ImageSource;
  #acquired: DisplaySet;
  #source: ImageSource;
  #slots: Slot[] = [];
  #metadata: ReadonlyMap<string, DicomJson> = new Map();
  #metadataError: FrameLoadError | null = null;
  #describing: Promise<void> | null = null;
  /** True when frames came whose values are not as the metadata at hand describe them. */
  #outdated = false;
  #focus = 0;
  #running = 0;
  /** What was looked at when a pack of frames was asked for that is on its way; null while none is. */
  #packFocus: number | null = null;
  #packRequests = 0;
  #packTimer: ReturnType<typeof setTimeout> | null = null;
  #cancelled = false;
  #progress: LoadProgress = { loaded: 0, failed: 0, total: 0, cancelled: false };
  /** Ends with the set. */
  readonly #abort = new AbortController();
  /** Ends with every cancellation. */
  #requests = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #announcements = new SpacedCalls(() => this.#tell(), announceMs);
  /** Reading tables takes time, and every picture asks. */
  readonly #vois = new WeakMap<FrameDescription, readonly Voi[]>();
  readonly #firstVois = new WeakMap<FrameDescription, Voi>();

  constructor(displaySet: DisplaySet, sourceOf = acquiredSource) {
    this.#sourceOf = sourceOf;
    this.#acquired = displaySet;
    this.#source = sourceOf(displaySet);
    this.#adopt(displaySet);
  }

  /** As the source has it: corrected slices have another size than those that were acquired. */
  get displaySet(): DisplaySet {
    return this.#source.displaySet;
  }

  /** As the series has it. */
  get acquired(): DisplaySet {
    return this.#acquired;
  }

  get form(): ImageSource['form'] {
    return this.#source.form;
  }

  get progress(): LoadProgress {
    return this.#progress;
  }

  /** True when every frame of a complete series is in memory. */
  get whole(): boolean {
    return this.displaySet.complete && isWhole(this.#progress);
  }

  get imageIds(): readonly string[] {
    return this.#slots.map(slot => slot.imageId);
  }

  state(index: number): FrameState {
    return this.#slots[index]?.state ?? 'waiting';
  }

  /** Why a frame failed, or why none can be loaded because the series' metadata did not come. */
  error(index: number): FrameLoadError | null {
    return this.#metadataError ?? this.#slots[index]?.error ?? null;
  }

  description(index: number): FrameDescription | null {
    const slot = this.#slots[index];
    return (slot && frameOf(slot.imageId)) ?? null;
  }

  frame(index: number): FrameReference | null {
    return this.#slots[index]?.frame ?? null;
  }

  /** The frame whose plane lies nearest to a place in the patient; null where no frame has a plane. */
  nearestTo(point: Vector3): number | null {
    let nearest: number | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#slots.length; index++) {
      const frame = this.description(index);
      if (!frame?.position || !frame.rowDirection || !frame.columnDirection) continue;
      const distance = Math.abs(dot(subtract(point, frame.position), cross(frame.rowDirection, frame.columnDirection)));
      if (distance >= least) continue;
      least = distance;
      nearest = index;
    }
    return nearest;
  }

  /** The header of a frame's instance, as it describes the finished values. */
  header(index: number): DicomJson | null {
    const slot = this.#slots[index];
    return (slot && this.#metadata.get(slot.frame.sopInstanceUid)) ?? null;
  }

  /** The values of a loaded frame, row by row. */
  pixels(index: number): VoxelArray | null {
    const slot = this.#slots[index];
    if (slot?.state !== 'loaded') return null;
    return (cache.getImage(slot.imageId)?.voxelManager?.getScalarData() as VoxelArray | undefined) ?? null;
  }

  /** A loaded frame with its number type, as the presentation model takes it; no copy. */
  finishedFrame(index: number): FinishedFrame | null {
    const pixels = this.pixels(index);
    const frame = this.description(index);
    if (!pixels || !frame) return null;
    const bytes = new Uint8Array(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
    return { bytes, dtype: frame.pixelType, samplesPerPixel: frame.samplesPerPixel };
  }

  /** The overlays of a loaded frame; they came with it. */
  overlays(index: number): readonly Overlay[] {
    return this.#slots[index]?.overlays ?? [];
  }

  /** The tables and windows that a frame brings, in the order of choice; none for colours. */
  vois(index: number): readonly Voi[] {
    const frame = this.description(index);
    const header = this.header(index);
    if (!frame || !header || frame.samplesPerPixel === 3) return noVois;
    const known = this.#vois.get(frame);
    if (known) return known;
    const found = voisOf(header, frame.frameNumber);
    this.#vois.set(frame, found);
    return found;
  }

  /** What a frame is first shown with. */
  firstVoi(index: number): Voi {
    const frame = this.description(index);
    const header = this.header(index);
    const values = this.pixels(index);
    if (!frame || !header || !values || frame.samplesPerPixel === 3) return unwindowed;
    const known = this.#firstVois.get(frame);
    if (known) return known;
    const found = firstVoiOf(header, frame.frameNumber, values as Cells, this.vois(index));
    this.#firstVois.set(frame, found);
    return found;
  }

  /** Loads around this frame first. */
  focusOn(index: number): void {
    this.#focus = index;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the display set as it is now known: more frames may have come, the verdict may have changed. */
  update(displaySet: DisplaySet): void {
    this.#adopt(displaySet);
    void this.load();
  }

  /** Fetches what is missing; harmless while it already runs. */
  async load(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#cancelled = false;
    const described = this.#describe();
    void this.#loadPack(described);
    await described;
    this.#pump();
  }

  /** Tries failed frames again. */
  retry(): void {
    this.#metadataError = null;
    for (const slot of this.#slots) this.#step(slot, 'retry');
    this.#announcements.now();
    void this.load();
  }

  /** Stops fetching; what is here stays. `load` goes on. */
  cancel(): void {
    this.#cancelled = true;
    this.#requests.abort();
    this.#requests = new AbortController();
    if (this.#packTimer !== null) clearTimeout(this.#packTimer);
    this.#packTimer = null;
    this.#announcements.now();
  }

  /** Ends all requests; the set cannot be used afterwards. */
  close(): void {
    this.cancel();
    this.#abort.abort();
    this.#announcements.stop();
    this.#listeners.clear();
  }

  #adopt(displaySet: DisplaySet): void {
    const known = new Map(this.#slots.map(slot => [slot.imageId, slot]));
    this.#acquired = displaySet;
    this.#source = this.#sourceOf(displaySet);
    this.#slots = this.displaySet.frames.map(frame => {
      const imageId = imageIdOf(frame.path);
      return known.get(imageId) ?? { frame, imageId, state: 'waiting', error: null, overlays: [], renewals: 0 };
    });
    this.#announcements.now();
  }

  /** Describes all frames from the series' metadata: one request at a time, again for frames that came meanwhile. */
  #describe(): Promise<void> {
    this.#describing ??= this.#loadMetadata().finally(() => {
      this.#describing = null;
    });
    return this.#describing;
  }

  async #loadMetadata(): Promise<void> {
    for (
      let slots: readonly Slot[] | null = null;
      (slots !== this.#slots || this.#outdated) && this.#isUndescribed();
    ) {
      slots = this.#slots;
      this.#outdated = false;
      try {
        this.#metadata = await fetchMetadata(this.#source.metadataPath, this.#abort.signal);
        this.#metadataError = null;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.#metadataError = error instanceof FrameLoadError ? error : new FrameLoadError('network');
        break;
      }
      for (const slot of slots) this.#register(slot);
    }
    this.#announcements.now();
  }

  #isUndescribed(): boolean {
    return this.#outdated || this.#slots.some(slot => slot.state === 'waiting' && !frameOf(slot.imageId));
  }

  #register(slot: Slot): void {
    const registered = registerFrameOf(slot.frame, this.#metadata);
    if (registered === 'unusable' && slot.state === 'waiting') this.#fail(slot, new FrameLoadError('undescribed'));
    if (registered !== 'changed' || slot.state !== 'loaded') return;
    cache.removeImageLoadObject(slot.imageId, { force: true });
    this.#step(slot, 'outdate');
  }

  /** Takes the frames that were made ahead, all in one answer, once they are described; what they lack comes one by one. */
  async #loadPack(described: Promise<void>): Promise<void> {
    const waiting = this.#slots.filter(({ state }) => state === 'waiting');
    const isWorthIt = waiting.length >= fewestPacked && waiting.length * 2 > this.#slots.length;
    if (this.#packFocus !== null || this.#cancelled || !this.displaySet.complete || !isWorthIt) return;
    this.#packFocus = this.#focus;
    this.#packRequests++;
    const slots = new Map(waiting.map(slot => [packedName(slot.frame), slot]));
    let taken = 0;
    const take = (pixelType: PixelType, ...[packed, bytes]: Parameters<TakeFrame>) => {
      const slot = slots.get(packedName(packed));
      // What lies over an image comes with it alone.
      if (!slot || frameOf(slot.imageId)?.graphics.overlays) return;
      if (!cachePackedFrame(slot.imageId, bytes, pixelType)) return;
      this.#step(slot, 'start');
      this.#step(slot, 'arrive');
      taken++;
      if (slot === this.#slots[this.#focus]) this.#announcements.now();
      else this.#announcements.soon();
    };
    try {
      await streamFramePack(this.#source.packPath, this.#focus, this.#requests.signal, async ({ form, pixelType }) => {
        await described;
        return form === this.form ? (...frame) => take(pixelType, ...frame) : null;
      });
    } catch {
      // Cancelled: what is missing comes when it is wanted again.
    }
    this.#packFocus = null;
    if (taken === 0 && this.#packRequests < mostPackRequests && !this.#cancelled) {
      this.#packTimer ??= setTimeout(() => {
        this.#packTimer = null;
        void this.#loadPack(this.#describe());
      }, packAgainMs);
    }
    this.#announcements.now();
    this.#pump();
  }

  /** The next frame to be fetched by itself. While a pack comes, only one that is looked at far from where it began. */
  #next(): number {
    // A frame that is not described yet cannot be read; its turn comes with its metadata.
    const states = this.#slots.map(slot =>
      slot.state === 'waiting' && !frameOf(slot.imageId) ? 'failed' : slot.state,
    );
    if (this.#packFocus === null) return nearestWaiting(states, this.#focus);
    return this.#focus !== this.#packFocus && states[this.#focus] === 'waiting' ? this.#focus : -1;
  }

  #pump(): void {
    const most = this.displaySet.complete ? parallelRequests : parallelWhileComing;
    while (this.#running < most && !this.#cancelled && !this.#metadataError) {
      const index = this.#next();
      const slot = this.#slots[index];
      if (!slot) return;
      void this.#fetch(slot);
    }
  }

  async #fetch(slot: Slot): Promise<void> {
    this.#running++;
    this.#step(slot, 'start');
    try {
      const { signal } = this.#requests;
      const hasOverlays = frameOf(slot.imageId)?.graphics.overlays === true;
      // An image is not shown without what its maker laid over it, which may be its shutter.
      const [, overlays] = await Promise.all([
        cacheFrame(slot.imageId, signal),
        hasOverlays ? fetchOverlays(slot.frame.path, signal) : [],
      ]);
      slot.overlays = overlays;
      this.#step(slot, 'arrive');
    } catch (error) {
      // Anything but our own error is the abort of a cancelled request.
      if (error instanceof FrameLoadError && error.reason === 'outdated') this.#renew(slot, error);
      else if (error instanceof FrameLoadError) this.#fail(slot, error);
      else this.#step(slot, 'cancel');
    }
    this.#running--;
    // Nobody waits for what is looked at, nor for the end.
    if (slot === this.#slots[this.#focus] || this.#running === 0) this.#announcements.now();
    else this.#announcements.soon();
    if (!this.#outdated) this.#pump();
  }

  /** The frame's values have another type than the metadata said: asks for the metadata again, then for the frame. */
  #renew(slot: Slot, error: FrameLoadError): void {
    slot.renewals++;
    if (slot.renewals > mostRenewals) {
      this.#fail(slot, error);
      return;
    }
    this.#step(slot, 'outdate');
    this.#outdated = true;
    void this.load();
  }

  #fail(slot: Slot, error: FrameLoadError): void {
    this.#step(slot, 'start');
    this.#step(slot, 'break');
    slot.error = error;
  }

  #step(slot: Slot, event: Parameters<typeof nextFrameState>[1]): void {
    slot.state = nextFrameState(slot.state, event);
    if (slot.state !== 'failed') slot.error = null;
  }

  #tell(): void {
    this.#progress = progressOf(
      this.#slots.map(slot => slot.state),
      this.#cancelled,
    );
    for (const listener of this.#listeners) listener();
  }
}
