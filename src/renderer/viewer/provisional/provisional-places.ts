import type { ProvisionalSeries, ViewedPlace } from '../../../contract/index.ts';

/** An image that a pane asks for and that is not here yet. */
export type ProvisionalPlace = ViewedPlace & { readonly sopInstanceUid: string };

/** Which panes of all windows stand at an image that is not here yet. */
export class ProvisionalPlaces {
  readonly #places = new Map<string, ProvisionalPlace>();
  /** By series, where its reader was when its pane was last closed. */
  readonly #left = new Map<string, string>();
  /** What their PACS listed, by series. */
  readonly #listed = new Map<string, ProvisionalSeries>();
  readonly #scrollers = new Map<string, (by: number) => void>();
  readonly #listeners = new Set<() => void>();

  of(pane: string): ProvisionalPlace | null {
    return this.#places.get(pane) ?? null;
  }

  entries(): readonly (readonly [string, ProvisionalPlace])[] {
    return [...this.#places];
  }

  /** Null: the pane shows an image that is here. */
  set(pane: string, place: ProvisionalPlace | null): void {
    const before = this.of(pane);
    if (before?.sopInstanceUid === place?.sopInstanceUid) return;
    if (place) this.#places.set(pane, place);
    else this.#places.delete(pane);
    this.#tell();
  }

  /** The pane is closed; where it stood is remembered for the next pane of the series. */
  leave(pane: string): void {
    const place = this.of(pane);
    if (!place) return;
    this.#left.set(place.seriesUid, place.sopInstanceUid);
    this.#places.delete(pane);
    this.#tell();
  }

  remembered(seriesUid: string): string | null {
    return this.#left.get(seriesUid) ?? null;
  }

  /** Keeps what the PACS listed, so that a pane that opens knows it at once. */
  note(series: ProvisionalSeries): void {
    this.#listed.set(series.seriesUid, series);
  }

  listed(seriesUid: string): ProvisionalSeries | null {
    return this.#listed.get(seriesUid) ?? null;
  }

  forget(seriesUid: string): void {
    this.#left.delete(seriesUid);
  }

  /** Takes the scrolling of keys while no pane is open; the returned function ends it. */
  takeScrolling(pane: string, scroll: (by: number) => void): () => void {
    this.#scrollers.set(pane, scroll);
    return () => this.#scrollers.delete(pane);
  }

  scroll(by: number): void {
    for (const scroll of this.#scrollers.values()) scroll(by);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
