import { describe, expect, it } from 'vitest';
import { imageFrom, listedOrder } from './listed-order.ts';

const listed = ['1', '2', '3', '4', '5'];
const none = new Set<string>();

describe('the order of a series that is still coming', () => {
  it('is that of the list', () => {
    expect(listedOrder(listed, [], none)).toEqual(listed);
    expect(listedOrder(listed, ['2', '4'], none)).toEqual(listed);
  });

  it('leaves out what came as another display set', () => {
    expect(listedOrder(listed, ['2'], new Set(['1', '5']))).toEqual(['2', '3', '4']);
  });

  it('is none where the list does not fit', () => {
    expect(listedOrder(listed, ['2', '9'], none)).toBeNull();
    expect(listedOrder(['1'], ['1', '1', '1'], none)).toBeNull();
  });

  it('is walked up to its ends', () => {
    expect(imageFrom(listed, '3', 1)).toBe('4');
    expect(imageFrom(listed, '3', -9)).toBe('1');
    expect(imageFrom(listed, '3', Number.POSITIVE_INFINITY)).toBe('5');
    expect(imageFrom(listed, '9', 1)).toBeNull();
  });
});
