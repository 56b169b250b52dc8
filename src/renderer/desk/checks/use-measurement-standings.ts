import { useMemo } from 'react';
import type { CurrentCase, Measurement } from '../../../contract/index.ts';
import { useStream } from '../../ui/transport/index.ts';

/** Measurements of the open case as they are in the images now; null for a deleted one. */
export function useMeasurementStandings({ epoch }: CurrentCase): ReadonlyMap<string, Measurement | null> {
  const latest = useStream((api, options) => api.readingCase.watchMeasurements(undefined, options));
  return useMemo(
    () =>
      new Map(latest?.epoch === epoch ? latest.standings.map(({ id, measurement }) => [id, measurement] as const) : []),
    [latest, epoch],
  );
}
