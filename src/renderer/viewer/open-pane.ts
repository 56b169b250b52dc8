import type { ImageSet, ImageView } from '../cornerstone/index.ts';
import type { PaneContent } from './hanging/hanging.ts';

/** A viewport that is open now, for everything that acts on viewports: keys, presets, tools. */
export interface OpenPane {
  readonly content: PaneContent;
  readonly window: 1 | 2;
  readonly view: ImageView;
  readonly images: ImageSet;
  /** Scrolls by so many images, also to those that are not here yet; infinite for the first and last. */
  scroll(by: number): void;
  /** True once the reader chose a window for the display set. */
  hasOwnWindow(): boolean;
}
