import type { KeyImageSelection, KeyObjectTitle } from '../../../contract/index.ts';
import type { OpenPane } from '../open-pane.ts';

/** The key images of the case that is open, and what changes them. */
export interface CaseKeyImages {
  readonly selection: KeyImageSelection;
  /** Marks the image that a viewport shows, or takes its mark away. */
  toggle(id: string, pane: OpenPane): Promise<void>;
  setTitle(title: KeyObjectTitle): Promise<void>;
}
