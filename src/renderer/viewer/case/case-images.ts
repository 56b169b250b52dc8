import type { DisplaySet } from '../../../contract/index.ts';
import { ImageSet, purgeImages, volumeSource } from '../../cornerstone/index.ts';

/** The images of one case in memory, shared by all its viewports and windows. */
export class CaseImages {
  readonly #sets = new Map<string, ImageSet>();
  /** The corrected slices of tilted stacks: another set of images than the slices as acquired. */
  readonly #volumes = new Map<string, ImageSet>();
  #closed = false;

  /** The images of a display set; they are fetched from the first time they are asked for. */
  of(displaySet: DisplaySet): ImageSet {
    return this.#opened(this.#sets, displaySet, () => new ImageSet(displaySet));
  }

  /** The images that the volume of a display set is made of; those that stacks show where nothing is to be corrected. */
  volumeOf(displaySet: DisplaySet): ImageSet {
    if (!displaySet.shearCorrected) return this.of(displaySet);
    return this.#opened(this.#volumes, displaySet, () => new ImageSet(displaySet, volumeSource));
  }

  #opened(sets: Map<string, ImageSet>, { id }: DisplaySet, make: () => ImageSet): ImageSet {
    const known = sets.get(id);
    if (known) return known;
    const made = make();
    sets.set(id, made);
    if (!this.#closed) void made.load();
    return made;
  }

  /** The images of a display set that somebody asked for, for stacks or for volumes. */
  known(displaySetId: string, isStack: boolean): ImageSet | null {
    const volume = isStack ? undefined : this.#volumes.get(displaySetId);
    return volume ?? this.#sets.get(displaySetId) ?? null;
  }

  /** Takes news of display sets that are already shown: frames may have come while the study is synchronised. */
  update(displaySets: readonly DisplaySet[]): void {
    for (const displaySet of displaySets) {
      for (const sets of [this.#sets, this.#volumes]) {
        const known = sets.get(displaySet.id);
        if (known && isNews(known.acquired, displaySet)) known.update(displaySet);
      }
    }
  }

  /** Stops everything and forgets every pixel of the case, once its viewports are closed. */
  close(): void {
    this.#closed = true;
    for (const sets of [this.#sets, this.#volumes]) {
      for (const set of sets.values()) set.close();
      sets.clear();
    }
    queueMicrotask(purgeImages);
  }
}

function isNews(before: DisplaySet, after: DisplaySet): boolean {
  return (
    before.frames.length !== after.frames.length ||
    before.complete !== after.complete ||
    before.verdict.kind !== after.verdict.kind ||
    before.shearCorrected?.path !== after.shearCorrected?.path
  );
}
