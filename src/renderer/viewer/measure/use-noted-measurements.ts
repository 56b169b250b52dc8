import { useEffect, useRef } from 'react';
import { useApi } from '../../ui/transport/index.ts';
import type { PlacedMeasurement } from '../viewer-state.ts';

/** Milliseconds without a change: an end that is dragged is told when it rests. */
const quiet = 150;

/** Tells the report of changed and deleted measurements, so that it marks those it holds as out of date. */
export function useNotedMeasurements(epoch: number, placed: readonly PlacedMeasurement[]): void {
  const api = useApi();
  const told = useRef<ReadonlyMap<string, PlacedMeasurement['measurement']>>(new Map());

  useEffect(() => {
    const timer = setTimeout(() => {
      const now = new Map(placed.map(({ measurement }) => [measurement.id, measurement]));
      const before = told.current;
      told.current = now;
      for (const [id, measurement] of now) {
        if (before.get(id) !== measurement) void api.viewer.noteMeasurement({ epoch, id, measurement }).catch(() => {});
      }
      for (const id of before.keys()) {
        if (!now.has(id)) void api.viewer.noteMeasurement({ epoch, id, measurement: null }).catch(() => {});
      }
    }, quiet);
    return () => clearTimeout(timer);
  }, [api, epoch, placed]);
}
