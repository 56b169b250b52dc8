import { describe, expect, it } from 'vitest';
import { dragWindow, dragZoom, gestureOf } from './gestures.ts';
import { actionOf, type KeyStroke } from './key-map.ts';
import { restingWheel, turnWheel } from './wheel.ts';

const stroke = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code: '',
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

describe('a key', () => {
  it('is a preset by its place, on a French keyboard too', () => {
    expect(actionOf(stroke('&', { code: 'Digit1' }))).toEqual({ kind: 'preset', index: 0 });
    expect(actionOf(stroke('9', { code: 'Numpad9' }))).toEqual({ kind: 'preset', index: 8 });
  });

  it('means the same in capitals', () => {
    expect(actionOf(stroke('L'))).toEqual({ kind: 'tool', tool: 'length' });
    expect(actionOf(stroke('m'))).toEqual({ kind: 'layout', layout: 'mpr' });
  });

  it('goes around the viewports with Tab and back with Shift', () => {
    expect(actionOf(stroke('Tab'))).toEqual({ kind: 'pane', by: 1 });
    expect(actionOf(stroke('Tab', { shiftKey: true }))).toEqual({ kind: 'pane', by: -1 });
  });

  it('with Ctrl, Alt or Meta belongs to the system', () => {
    expect(actionOf(stroke('r', { ctrlKey: true }))).toBeNull();
    expect(actionOf(stroke('f', { metaKey: true }))).toBeNull();
  });

  it('without a meaning does nothing', () => {
    expect(actionOf(stroke('q'))).toBeNull();
  });
});

describe('the buttons of the mouse', () => {
  it('are the tool on the left, zoom on the right, pan in the middle, window with both', () => {
    expect(gestureOf(1, 'length', false)).toBe('length');
    expect(gestureOf(2, 'length', false)).toBe('zoom');
    expect(gestureOf(4, 'length', false)).toBe('pan');
    expect(gestureOf(3, 'length', false)).toBe('window');
  });

  it('turn a volume rendering, which has neither window nor measurements', () => {
    expect(gestureOf(1, 'length', true)).toBe('rotate');
    expect(gestureOf(1, 'zoom', true)).toBe('zoom');
  });
});

describe('a drag', () => {
  const window = { center: 40, width: 400, function: 'LINEAR' } as const;

  it('to the right widens the window, downwards raises its centre', () => {
    expect(dragWindow(window, 50, 0)).toMatchObject({ width: 450, center: 40 });
    expect(dragWindow(window, 0, 20)).toMatchObject({ width: 400, center: 60 });
  });

  it('never narrows a window below 1', () => {
    expect(dragWindow(window, -5000, 0).width).toBe(1);
  });

  it('of 100 pixels upwards doubles the size', () => {
    expect(dragZoom(-100)).toBeCloseTo(2, 9);
    expect(dragZoom(100)).toBeCloseTo(0.5, 9);
  });
});

describe('the wheel', () => {
  it('is one slice a notch, in both directions', () => {
    expect(turnWheel(restingWheel, 100, 0, 300).slices).toBe(1);
    expect(turnWheel(restingWheel, -100, 0, 300).slices).toBe(-1);
  });

  it('adds up the small steps of a touchpad', () => {
    let state = restingWheel;
    const slices: number[] = [];
    for (let at = 0; at < 5; at++) {
      const turned = turnWheel(state, 40, at * 10, 300);
      state = turned.state;
      slices.push(turned.slices);
    }
    // 40 × 5 = 200 = two notches
    expect(slices.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  it('speeds up while it is turned on, in long series only', () => {
    const last = (sliceCount: number) => {
      let turned = { state: restingWheel, slices: 0 };
      for (let at = 0; at < 40; at++) turned = turnWheel(turned.state, 100, at * 20, sliceCount);
      return turned.slices;
    };
    expect(last(300)).toBe(5);
    expect(last(40)).toBe(1);
  });

  it('is slow again after a pause', () => {
    let turned = { state: restingWheel, slices: 0 };
    for (let at = 0; at < 40; at++) turned = turnWheel(turned.state, 100, at * 20, 300);
    expect(turnWheel(turned.state, 100, 40 * 20 + 500, 300).slices).toBe(1);
  });
});
