import { useMemo } from 'react';
import type { DisplaySet } from '../../../contract/index.ts';
import { mainDisplaySet, matchingDisplaySet } from '../hanging/choose.ts';
import { hang, type WindowHanging } from '../hanging/hanging.ts';
import type { ViewerState } from '../viewer-state.ts';

/** The hanging of a case, and the display sets that it chose. */
export interface CaseHanging {
  readonly windows: readonly WindowHanging[];
  readonly current: DisplaySet | null;
  readonly prior: DisplaySet | null;
}

export function useHanging(
  state: ViewerState,
  windows: 1 | 2,
  currentSets: readonly DisplaySet[],
  priorSets: readonly DisplaySet[],
): CaseHanging {
  const { layout, priorShown, series } = state;
  return useMemo(() => {
    const current = currentSets.find(set => set.id === series.current) ?? mainDisplaySet(currentSets);
    const prior = priorSets.find(set => set.id === series.prior) ?? matchingDisplaySet(current, priorSets);
    const second = mainDisplaySet(currentSets.filter(set => set.id !== current?.id));
    const input = { layout, windows, current, second, prior: priorShown ? prior : null };
    return { windows: hang(input), current, prior };
  }, [layout, priorShown, series, windows, currentSets, priorSets]);
}
