import { describe, expect, it } from 'vitest';
import { isWhole, nearestWaiting, nextFrameState, progressOf } from './loading-state.ts';

describe('the way of a frame to the screen', () => {
  it('goes from waiting over loading to loaded', () => {
    expect(nextFrameState(nextFrameState('waiting', 'start'), 'arrive')).toBe('loaded');
  });

  it('comes back to waiting when it is cancelled or tried again', () => {
    expect(nextFrameState('loading', 'cancel')).toBe('waiting');
    expect(nextFrameState('failed', 'retry')).toBe('waiting');
  });

  it('ignores late news: what arrives after a failure, what breaks after it arrived', () => {
    expect(nextFrameState('failed', 'arrive')).toBe('failed');
    expect(nextFrameState('loaded', 'break')).toBe('loaded');
  });
});

describe('a display set', () => {
  it('is whole only with every frame loaded', () => {
    expect(isWhole(progressOf(['loaded', 'loaded'], false))).toBe(true);
    expect(isWhole(progressOf(['loaded', 'failed'], false))).toBe(false);
    expect(isWhole(progressOf([], false))).toBe(false);
  });

  it('is fetched around the frame that is looked at, later frames first', () => {
    const states = ['waiting', 'waiting', 'loaded', 'waiting'] as const;
    expect(nearestWaiting(states, 2)).toBe(3);
    expect(nearestWaiting(['waiting', 'waiting', 'loaded', 'loaded'], 2)).toBe(1);
    expect(nearestWaiting(['loaded', 'failed'], 0)).toBe(-1);
  });
});
