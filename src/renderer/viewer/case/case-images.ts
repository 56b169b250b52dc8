import type { DisplaySet } from '../../../contract/index.ts';
import { ImageSet, purgeImages } from '../../cornerstone/index.ts';

/** The images of one case in memory, shared by all its viewports and windows. */
export class CaseImages {
  readonly #sets = new Map<string, ImageSet>();
  #closed = false;

  /** The images of a display set; they are fetched from the first time they are asked for. */
  of(displaySet: DisplaySet): ImageSet {
    const known = this.#sets.get(displaySet.id);
    if (known) return known;
    const made = new ImageSet(displaySet);
    this.#sets.set(displaySet.id, made);
    if (!this.#closed) void made.load();
    return made;
  }

  /** The images of a display set that somebody asked for. */
  known(displaySetId: string): ImageSet | null {
    return this.#sets.get(displaySetId) ?? null;
  }

  /** Takes news of display sets that are already shown: frames may have come while the study is synchronised. */
  update(displaySets: readonly DisplaySet[]): void {
    for (const displaySet of displaySets) {
      const known = this.#sets.get(displaySet.id);
      if (known && isNews(known.displaySet, displaySet)) known.update(displaySet);
    }
  }

  /** Stops everything and forgets every pixel of the case, once its viewports are closed. */
  close(): void {
    this.#closed = true;
    for (const set of this.#sets.values()) set.close();
    this.#sets.clear();
    queueMicrotask(purgeImages);
  }
}

function isNews(before: DisplaySet, after: DisplaySet): boolean {
  return (
    before.frames.length !== after.frames.length ||
    before.complete !== after.complete ||
    before.verdict.kind !== after.verdict.kind
  );
}
