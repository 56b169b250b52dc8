import { describe, expect, it } from 'vitest';
import type { Voi } from '../../../dicom/voi/voi.ts';
import type { FrameDescription, ImageView } from '../../cornerstone/index.ts';
import type { OpenPane } from '../open-pane.ts';
import { LinkedScrolling } from './linked-scrolling.ts';
import { OpenPanes } from './open-panes.ts';
import { correspondence, parallelSlices, sliceAt } from './parallel-slices.ts';
import { sharesWindow } from './shared-window.ts';

/** Axial frames from `first` on, `gap` mm apart; `tilt` turns them around the left-right axis. */
function frames(count: number, first: number, gap: number, reference: string | null, tilt = 0): FrameDescription[] {
  const angle = (tilt * Math.PI) / 180;
  return Array.from(
    { length: count },
    (_, index) =>
      ({
        position: [-150, -150, first + index * gap],
        rowDirection: [1, 0, 0],
        columnDirection: [0, Math.cos(angle), Math.sin(angle)],
        frameOfReferenceUid: reference,
        modality: 'CT',
        valueUnit: "[hnsf'U]",
      }) as unknown as FrameDescription,
  );
}

function fakePane(role: 'current' | 'prior', described: readonly FrameDescription[], id: string) {
  let slice = 0;
  let voi: Voi = { kind: 'window', window: { center: 40, width: 400, function: 'LINEAR' }, explanation: '' };
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const view = {
    kind: 'stack',
    get slice() {
      return slice;
    },
    get voi() {
      return voi;
    },
    showSlice(next: number) {
      slice = next;
      tell();
    },
    setVoi(next: Voi) {
      voi = next;
      tell();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as ImageView;
  const images = {
    displaySet: { id },
    imageIds: described.map((_, index) => `${id}${index}`),
    description: (index: number) => described[index] ?? null,
  };
  const pane = { content: { id: role, role, kind: 'stack' }, window: 1, view, images, hasOwnWindow: () => false };
  return pane as unknown as OpenPane;
}

function side(currentFrames: FrameDescription[], priorFrames: FrameDescription[]) {
  const panes = new OpenPanes();
  const link = new LinkedScrolling(panes);
  link.start();
  const current = fakePane('current', currentFrames, 'c');
  const prior = fakePane('prior', priorFrames, 'p');
  panes.add('1:current', current);
  panes.add('1:prior', prior);
  return { link, current: current.view, prior: prior.view };
}

describe('parallel slices', () => {
  it('correspond by position in one frame of reference, by an offset in two', () => {
    const [a, b, c] = [frames(9, 0, 5, '1.1'), frames(9, 0, 5, '1.1'), frames(9, 0, 5, '1.2')].map(parallelSlices);
    expect(correspondence(a!, b!)).toBe('position');
    expect(correspondence(a!, c!)).toBe('offset');
    expect(correspondence(parallelSlices(frames(9, 0, 5, null))!, parallelSlices(frames(9, 0, 5, null))!)).toBe(
      'offset',
    );
  });

  it('are told from slices that cross', () => {
    expect(correspondence(parallelSlices(frames(9, 0, 5, '1'))!, parallelSlices(frames(9, 0, 5, '1', 20))!)).toBe(
      'none',
    );
    expect(parallelSlices([...frames(2, 0, 5, '1'), ...frames(1, 9, 5, '1', 90)])).toBeNull();
    expect(parallelSlices([null])).toBeNull();
  });

  it('are found by their place', () => {
    const slices = parallelSlices(frames(10, -20, 2.5, '1'))!;
    expect(sliceAt(slices, -13, slices.normal)).toBe(3);
    expect(sliceAt(slices, 400, slices.normal)).toBe(9);
  });
});

describe('linked scrolling', () => {
  it('goes by position in one frame of reference, whatever the thickness and the order of the slices', () => {
    const { link, current, prior } = side(frames(41, 0, 2.5, '1'), frames(21, 100, -5, '1'));
    expect(link.state).toBe('position');
    current.showSlice(8);
    // 8 · 2.5 mm = 20 mm = 100 − 16 · 5 mm
    expect(prior.slice).toBe(16);
    prior.showSlice(10);
    expect(current.slice).toBe(20);
  });

  it('waits for the reader in two frames of reference, and then keeps the distance', () => {
    const { link, current, prior } = side(frames(40, 0, 2.5, '1'), frames(40, 1000, 2.5, '2'));
    expect(link.state).toBe('off');
    current.showSlice(10);
    expect(prior.slice).toBe(0);
    prior.showSlice(4);
    expect(current.slice).toBe(10);
    expect(link.toggle()).toBe('offset');
    current.showSlice(20);
    expect(prior.slice).toBe(14);
    prior.showSlice(15);
    expect(current.slice).toBe(21);
    expect(link.toggle()).toBe('off');
    current.showSlice(30);
    expect(prior.slice).toBe(15);
  });

  it('is impossible without two parallel stacks', () => {
    const { link, current, prior } = side(frames(20, 0, 2.5, '1'), frames(20, 0, 2.5, '1', 45));
    expect(link.state).toBe('impossible');
    expect(link.toggle()).toBe('impossible');
    current.showSlice(5);
    expect(prior.slice).toBe(0);
  });
});

describe('a window', () => {
  const frame = (modality: string, valueUnit: string) => ({ modality, valueUnit }) as FrameDescription;

  it('is shared where values have one unit', () => {
    expect(sharesWindow(frame('CT', "[hnsf'U]"), frame('CT', "[hnsf'U]"))).toBe(true);
    expect(sharesWindow(frame('MR', '1'), frame('MR', '1'))).toBe(false);
    expect(sharesWindow(frame('CT', "[hnsf'U]"), frame('PT', 'g/mL'))).toBe(false);
    expect(sharesWindow(frame('CT', "[hnsf'U]"), null)).toBe(false);
  });
});
