import { isSameVoi } from '../interaction/presets.ts';
import type { OpenPane } from '../open-pane.ts';
import type { OpenPanes } from './open-panes.ts';
import {
  type Correspondence,
  correspondence,
  type ParallelSlices,
  parallelSlices,
  placeOf,
  sliceAt,
} from './parallel-slices.ts';
import { sharesWindow } from './shared-window.ts';

/** What the link between current and prior does now; `impossible` when there are no two parallel stacks. */
export type LinkState = 'impossible' | 'off' | 'position' | 'offset';

interface Stack {
  readonly pane: OpenPane;
  readonly slices: ParallelSlices;
}

/**
 * Scrolls the current study and its prior together. In one frame of reference (PS3.3 C.7.4.1.1.1) the link holds from
 * the start and goes by position; in two it is off until the reader has found the same place in both and switches it
 * on: the distance between the two slices is then kept.
 */
export class LinkedScrolling {
  readonly #panes: OpenPanes;
  readonly #listeners = new Set<() => void>();
  /** Where each viewport stood when it was last looked at: the origin of its slice. */
  readonly #places = new Map<string, string>();
  /** What the reader chose; null for what the frames of reference say. */
  #chosen: boolean | null = null;
  #offset = 0;
  #state: LinkState = 'impossible';

  constructor(panes: OpenPanes) {
    this.#panes = panes;
  }

  /** Follows the viewports until the returned function is called. */
  start(): () => void {
    return this.#panes.subscribe(id => this.#onChange(id));
  }

  get state(): LinkState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Switches the link; on, it keeps the distance that the two slices have now. */
  toggle(): LinkState {
    const pair = this.#pair();
    if (pair) {
      this.#chosen = !this.#isOn(pair.by);
      this.#offset = pair.by === 'offset' ? this.#distance(pair.current, pair.prior) : 0;
      this.#review();
      if (this.#chosen) this.#lead(pair.current);
    }
    return this.#state;
  }

  #onChange(id: string): void {
    const pane = this.#panes.get(id);
    if (!pane) this.#places.delete(id);
    this.#review();
    const stack = pane && stackOf(pane);
    const origin = stack?.slices.origins[stack.pane.view.slice];
    if (!stack || !origin) return;
    const place = `${stack.pane.images.displaySet.id} ${origin.join(' ')}`;
    const before = this.#places.get(id);
    this.#places.set(id, place);
    if (before === place) return;
    const isNew = before === undefined;
    if (isNew) this.#shareWindow();
    // A viewport that opens takes its place from the current study; one that was scrolled leads.
    const pair = this.#pair();
    this.#lead(isNew && pair ? pair.current : stack);
  }

  #lead(leader: Stack): void {
    const pair = this.#pair();
    if (!pair || !this.#isOn(pair.by)) return;
    const { normal } = pair.current.slices;
    const follower = leader.pane === pair.current.pane ? pair.prior : pair.current;
    if (leader.pane !== pair.current.pane && leader.pane !== pair.prior.pane) return;
    const place = placeOf(leader.slices, leader.pane.view.slice, normal);
    if (place === null) return;
    const wanted = sliceAt(follower.slices, place + (follower === pair.prior ? this.#offset : -this.#offset), normal);
    if (wanted === follower.pane.view.slice) return;
    const id = this.#idOf(follower.pane);
    // Entered before it moves, so that the follower does not lead in its turn.
    this.#places.set(id, `${follower.pane.images.displaySet.id} ${follower.slices.origins[wanted]?.join(' ')}`);
    follower.pane.view.showSlice(wanted);
  }

  /** A prior that opens is shown with the window of the current study where that means the same. */
  #shareWindow(): void {
    const current = this.#stackOf('current');
    const prior = this.#stackOf('prior');
    if (!current || !prior || prior.pane.hasOwnWindow()) return;
    if (!sharesWindow(current.pane.images.description(0), prior.pane.images.description(0))) return;
    const { voi } = current.pane.view;
    // a table is about the very image that brought it
    if (voi.kind === 'window' && !isSameVoi(voi, prior.pane.view.voi)) prior.pane.view.setVoi(voi);
  }

  #pair(): { current: Stack; prior: Stack; by: Correspondence } | null {
    const current = this.#stackOf('current');
    const prior = this.#stackOf('prior');
    if (!current || !prior) return null;
    const by = correspondence(current.slices, prior.slices);
    return by === 'none' ? null : { current, prior, by };
  }

  #stackOf(role: 'current' | 'prior'): Stack | null {
    const pane = this.#panes.values().find(({ content }) => content.id === role && content.kind === 'stack');
    return pane ? stackOf(pane) : null;
  }

  #idOf(pane: OpenPane): string {
    return this.#panes.entries().find(([, candidate]) => candidate === pane)?.[0] ?? '';
  }

  #isOn(by: Correspondence): boolean {
    return this.#chosen ?? by === 'position';
  }

  #distance(current: Stack, prior: Stack): number {
    const { normal } = current.slices;
    const from = placeOf(current.slices, current.pane.view.slice, normal) ?? 0;
    return (placeOf(prior.slices, prior.pane.view.slice, normal) ?? from) - from;
  }

  #review(): void {
    const pair = this.#pair();
    const state: LinkState = !pair
      ? 'impossible'
      : !this.#isOn(pair.by)
        ? 'off'
        : pair.by === 'position'
          ? 'position'
          : 'offset';
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function stackOf(pane: OpenPane): Stack | null {
  if (pane.view.kind !== 'stack') return null;
  const { images } = pane;
  const slices = parallelSlices(images.imageIds.map((_, index) => images.description(index)));
  return slices && slices.origins.length > 1 ? { pane, slices } : null;
}
