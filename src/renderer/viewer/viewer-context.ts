import { createContext, type Dispatch, useContext } from 'react';
import type { DisplaySet, ImageName, Reading } from '../../contract/index.ts';
import type { Vector3 } from '../../dicom/geometry/vector.ts';
import type { Voi } from '../../dicom/voi/voi.ts';
import type { Graphics, Rendering } from '../cornerstone/index.ts';
import type { CaseImages } from './case/case-images.ts';
import type { ViewerAction } from './interaction/key-map.ts';
import type { CaseKeyImages } from './key-images/case-key-images.ts';
import type { LinkedScrolling } from './linking/linked-scrolling.ts';
import type { OpenPanes } from './linking/open-panes.ts';
import type { ProvisionalPlaces } from './provisional/provisional-places.ts';
import type { ViewerEvent, ViewerState } from './viewer-state.ts';

/** How a display set was last looked at; survives a change of layout. */
export interface Look {
  voi?: Voi;
  graphics?: Graphics;
  inverted?: boolean;
  slice?: number;
  /** The place in the patient that was looked at, so that planes and slices open there. */
  point?: Vector3;
  rendering?: Rendering;
}

/** The look of a display set, made when it is looked at first. */
export function lookOf(looks: Map<string, Look>, displaySetId: string): Look {
  const known = looks.get(displaySetId);
  if (known) return known;
  const made: Look = {};
  looks.set(displaySetId, made);
  return made;
}

export interface Toast {
  readonly text: string;
  readonly tone: 'done' | 'refused';
}

/** What every part of the viewer needs of the case that is open. */
export interface ViewerContextValue {
  readonly reading: Reading;
  readonly state: ViewerState;
  readonly dispatch: Dispatch<ViewerEvent>;
  readonly images: CaseImages;
  readonly panes: OpenPanes;
  readonly link: LinkedScrolling;
  readonly looks: Map<string, Look>;
  readonly provisional: ProvisionalPlaces;
  /** Of the current study and the prior that is shown. */
  readonly displaySets: readonly DisplaySet[];
  readonly keyImages: CaseKeyImages;
  /** Shows an image of the case, when its series is here. */
  showImage(image: ImageName): void;
  readonly toast: Toast | null;
  say(toast: Toast): void;
  run(action: ViewerAction): void;
  /** Sets the window or table of all viewports of a display set: its planes are looked at together. */
  setVoi(displaySetId: string, voi: Voi): void;
}

export const ViewerContext = createContext<ViewerContextValue | null>(null);

export function useViewer(): ViewerContextValue {
  const value = useContext(ViewerContext);
  if (!value) throw new Error('no case is open');
  return value;
}
