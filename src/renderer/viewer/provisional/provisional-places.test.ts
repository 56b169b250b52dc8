import { expect, it } from 'vitest';
import { ProvisionalPlaces } from './provisional-places.ts';

const at = (sopInstanceUid: string) => ({ studyUid: '1', seriesUid: '1.1', sopInstanceUid });

it('tells of every move once, and remembers where a pane was closed until that is used', () => {
  const places = new ProvisionalPlaces();
  let told = 0;
  places.subscribe(() => told++);
  places.set('1:current', at('1.1.1'));
  places.set('1:current', at('1.1.1'));
  places.set('1:current', at('1.1.2'));
  expect(told).toBe(2);
  expect(places.entries()).toEqual([['1:current', at('1.1.2')]]);
  places.leave('1:current');
  expect(places.of('1:current')).toBeNull();
  expect(places.remembered('1.1')).toBe('1.1.2');
  places.forget('1.1');
  expect(places.remembered('1.1')).toBeNull();
  places.leave('1:current');
  expect(told).toBe(3);
});

it('hands the scrolling of keys to whoever takes it', () => {
  const places = new ProvisionalPlaces();
  const moves: number[] = [];
  const end = places.takeScrolling('1:empty', by => moves.push(by));
  places.scroll(2);
  end();
  places.scroll(3);
  expect(moves).toEqual([2]);
});
