import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../contract/index.ts';
import { initialState, measurementToInsert, reduceViewer, type ViewerEvent, type ViewerState } from './viewer-state.ts';

const stateAfter = (...events: ViewerEvent[]): ViewerState => events.reduce(reduceViewer, initialState);
const placed = (id: string) => ({
  measurement: { id } as Measurement,
  displaySetId: 'ds',
  view: 'stack' as const,
});

describe('the viewer', () => {
  it('goes into a layout and with the same key back', () => {
    expect(stateAfter({ kind: 'layout', layout: 'mpr' }).layout).toBe('mpr');
    expect(stateAfter({ kind: 'layout', layout: 'mpr' }, { kind: 'layout', layout: 'mpr' }).layout).toBe('stack');
    expect(stateAfter({ kind: 'layout', layout: 'mpr' }, { kind: 'layout', layout: 'volume' }).layout).toBe('volume');
  });

  it('shows one viewport alone and back with a second double click', () => {
    expect(stateAfter({ kind: 'one-up', pane: '1:axial' }).oneUp).toBe('1:axial');
    expect(stateAfter({ kind: 'one-up', pane: '1:axial' }, { kind: 'one-up', pane: '1:axial' }).oneUp).toBeNull();
  });

  it('inserts the selected measurement, else the last one', () => {
    const both: ViewerEvent[] = [
      { kind: 'add-measurement', placed: placed('a') },
      { kind: 'add-measurement', placed: placed('b') },
    ];
    expect(measurementToInsert(stateAfter(...both, { kind: 'select', id: 'a' }))?.measurement.id).toBe('a');
    expect(measurementToInsert(stateAfter(...both, { kind: 'select', id: null }))?.measurement.id).toBe('b');
    expect(measurementToInsert(initialState)).toBeNull();
  });

  it('takes back one thing at a time with Escape', () => {
    const steps = stateAfter(
      { kind: 'layout', layout: 'mpr' },
      { kind: 'tool', tool: 'length' },
      { kind: 'add-measurement', placed: placed('a') },
    );
    const first = reduceViewer(steps, { kind: 'cancel' });
    expect(first).toMatchObject({ selected: null, tool: 'length', layout: 'mpr' });
    const second = reduceViewer(first, { kind: 'cancel' });
    expect(second).toMatchObject({ tool: 'window', layout: 'mpr' });
    const third = reduceViewer(second, { kind: 'cancel' });
    expect(third).toMatchObject({ layout: 'stack' });
    expect(third.measurements).toHaveLength(1);
  });

  it('forgets the series chosen of one prior when another is asked for', () => {
    const state = stateAfter(
      { kind: 'series', role: 'prior', displaySetId: 'x' },
      { kind: 'ask-prior', studyUid: '1.2' },
    );
    expect(state).toMatchObject({ askedPrior: '1.2', series: { prior: null } });
  });
});
