import { type Dispatch, useEffect, useRef, useState } from 'react';
import {
  type DisplaySet,
  type ImageName,
  isSameImage,
  type Measurement,
  type ViewerCommand,
} from '../../../contract/index.ts';
import { useStreamEvents } from '../../ui/transport/index.ts';
import type { OpenPanes } from '../linking/open-panes.ts';
import { type Look, lookOf } from '../viewer-context.ts';
import type { ViewerEvent, ViewerState } from '../viewer-state.ts';

export interface CommandTargets {
  readonly state: ViewerState;
  readonly dispatch: Dispatch<ViewerEvent>;
  readonly panes: OpenPanes;
  readonly looks: Map<string, Look>;
  readonly series: Readonly<Record<'current' | 'prior', readonly DisplaySet[]>>;
}

/** A command with its number, so that the same one is carried out once. */
export interface NumberedCommand {
  readonly number: number;
  readonly command: ViewerCommand;
}

/** The latest thing the desk asked of the viewer. The page listens also while no case is open: that is how the desk knows it. */
export function useLatestCommand(): NumberedCommand | null {
  const [latest, setLatest] = useState<NumberedCommand | null>(null);
  useStreamEvents<ViewerCommand>(
    (api, options) => api.viewer.watchCommands(undefined, options),
    command => setLatest(before => ({ number: (before?.number ?? 0) + 1, command })),
  );
  return latest;
}

/** Carries a command out, as soon as the display sets it needs are known. */
export function useCommand(latest: NumberedCommand | null, targets: CommandTargets): void {
  const done = useRef(0);
  useEffect(() => {
    if (!latest || latest.number <= done.current) return;
    const { command } = latest;
    if (command.kind === 'show-prior') targets.dispatch({ kind: 'ask-prior', studyUid: command.studyUid });
    else if (!showMeasurement(command.measurement, targets)) return;
    done.current = latest.number;
  });
}

/** True when the image of the measurement was found and is shown. */
function showMeasurement(measurement: Measurement, targets: CommandTargets): boolean {
  const { state, dispatch } = targets;
  const displaySetId = showImage(measurement.image, targets);
  if (displaySetId === null) return false;
  if (state.measurements.some(placed => placed.measurement.id === measurement.id)) {
    dispatch({ kind: 'select', id: measurement.id });
  } else {
    dispatch({ kind: 'add-measurement', placed: { measurement, displaySetId, view: 'stack' } });
  }
  return true;
}

/** Shows an image as a slice of its stack; the id of its display set, or null where it is in none. */
export function showImage(image: ImageName, { state, dispatch, panes, looks, series }: CommandTargets): string | null {
  for (const role of ['current', 'prior'] as const) {
    for (const set of series[role]) {
      const slice = set.frames.findIndex(frame => isSameImage(frame, image));
      if (slice < 0) continue;
      dispatch({ kind: 'series', role, displaySetId: set.id });
      if (state.layout !== 'stack') dispatch({ kind: 'layout', layout: 'stack' });
      const look = lookOf(looks, set.id);
      look.slice = slice;
      delete look.point;
      for (const pane of panes.values()) {
        if (pane.images.displaySet.id === set.id && pane.view.kind === 'stack') pane.view.showSlice(slice);
      }
      return set.id;
    }
  }
  return null;
}
