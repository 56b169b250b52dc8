import { type Dispatch, useEffect, useRef } from 'react';
import type { Measurement } from '../../../contract/index.ts';
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
      const set = images.known(displaySetId, view === 'stack');
      if (!set) continue;
      const chosen = choicesFor(choices, displaySetId, measurement.image.sopInstanceUid);
      const again = measureAgain(measurement, view === 'stack', set, chosen);
      // The report marks what has changed as out of date.
      if (!hasSameValues(again, measurement)) dispatch({ kind: 'change-measurement', measurement: again });
    }
  }, [choices, dispatch, images]);
}

function hasSameValues(a: Measurement, b: Measurement): boolean {
  if (a.calibration !== b.calibration || a.quantities.length !== b.quantities.length) return false;
  return a.quantities.every(({ quantity, value, unit }, index) => {
    const other = b.quantities[index];
    return other?.quantity === quantity && other.value === value && other.unit === unit;
  });
}
