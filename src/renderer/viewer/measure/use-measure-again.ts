import { type Dispatch, useEffect, useRef } from 'react';
import type { CaseImages } from '../case/case-images.ts';
import type { ViewerEvent, ViewerState } from '../viewer-state.ts';
import { measureAgain } from './measure-image.ts';
import { choicesFor } from './reader-choices.ts';

/** Brings all measurements to what the reader decided last: another calibration is another length. */
export function useMeasureAgain(state: ViewerState, dispatch: Dispatch<ViewerEvent>, images: CaseImages): void {
  const latest = useRef(state);
  latest.current = state;
  const { choices } = state;
  useEffect(() => {
    for (const { measurement, displaySetId, view } of latest.current.measurements) {
      const set = images.known(displaySetId);
      if (!set) continue;
      const chosen = choicesFor(choices, displaySetId, measurement.image.sopInstanceUid);
      dispatch({ kind: 'change-measurement', measurement: measureAgain(measurement, view === 'stack', set, chosen) });
    }
  }, [choices, dispatch, images]);
}
