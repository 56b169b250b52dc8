import { describe, expect, it } from 'vitest';
import { besideOwner, nextChildState, windowFeatures } from './child-window.ts';

describe('the second window', () => {
  it('opens, goes, and opens again', () => {
    expect(nextChildState('closed', 'opened')).toBe('open');
    expect(nextChildState('open', 'gone')).toBe('closed');
  });

  it('stays blocked until a click opens it', () => {
    expect(nextChildState('closed', 'refused')).toBe('blocked');
    expect(nextChildState('blocked', 'gone')).toBe('blocked');
    expect(nextChildState('blocked', 'opened')).toBe('open');
  });

  it('stands beside its owner, as large, when no place is remembered', () => {
    const bounds = besideOwner({ x: 100, y: 20, width: 1200, height: 1600 });
    expect(windowFeatures(bounds)).toBe('popup=yes,left=1300,top=20,width=1200,height=1600');
  });
});
