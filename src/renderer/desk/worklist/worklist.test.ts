import { describe, expect, it } from 'vitest';
import { exampleOrder, exampleReading, exampleStudy } from '../testing/example-readings.ts';
import { columns, columnsFor } from './columns.ts';
import { countByView, filterReadings, matchesSearch, noFilter } from './filtering.ts';
import { moveSelection, nextRowOrder, nextToRead } from './row-order.ts';
import { cachedPartOf, modalityOf } from './row-values.ts';
import { byUrgency, nextSorting, sortReadings } from './sorting.ts';
import { waitingOf } from './waiting.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const hour = 3_600_000;
const ids = (readings: { id: string }[]) => readings.map(({ id }) => id);

describe('the waiting time', () => {
  it('counts from the order and against the deadline', () => {
    expect(waitingOf(exampleReading(), noon)).toEqual({ waited: 2 * hour, remaining: 2 * hour, used: 0.5 });
  });

  it('is negative to the deadline once that has passed', () => {
    const waiting = waitingOf(exampleReading(), Date.parse('2026-11-22T15:30:00Z'));
    expect(waiting).toEqual({ waited: 5.5 * hour, remaining: -1.5 * hour, used: 1 });
  });

  it('takes the earliest of several orders', () => {
    const orders = [exampleOrder(), exampleOrder({ orderedAt: '2026-11-22T09:00:00Z', dueAt: null })];
    expect(waitingOf(exampleReading({ orders }), noon).waited).toBe(3 * hour);
  });

  it('stops when the report is signed', () => {
    const report = { reportId: 'x', signedAt: '2026-11-22T11:00:00Z', refusal: null };
    expect(waitingOf(exampleReading({ state: 'signed', report }), noon).waited).toBe(hour);
  });

  it('is unknown without an order', () => {
    expect(waitingOf(exampleReading({ orders: [] }), noon)).toEqual({ waited: null, remaining: null, used: null });
  });
});

describe('sorting', () => {
  it('puts STAT work first, then the nearest deadline, then what is done', () => {
    const readings = [
      exampleReading({ id: 'delivered-stat', state: 'delivered', priority: 'stat' }),
      exampleReading({ id: 'late', orders: [exampleOrder({ dueAt: '2026-11-22T11:00:00Z' })] }),
      exampleReading({ id: 'routine' }),
      exampleReading({ id: 'no-deadline', orders: [exampleOrder({ dueAt: null })] }),
      exampleReading({ id: 'stat', priority: 'stat' }),
      exampleReading({ id: 'refused', priority: 'urgent', state: 'refused' }),
    ];
    expect(ids(sortReadings(readings, byUrgency, noon))).toEqual([
      'stat',
      'refused',
      'late',
      'routine',
      'no-deadline',
      'delivered-stat',
    ]);
  });

  it('sorts names without regard to accents, and unknown values last in both directions', () => {
    const patient = exampleOrder().patient;
    const readings = [
      exampleReading({ id: 'zola', patient: { ...patient, familyName: 'Zola' } }),
      exampleReading({ id: 'ébert', patient: { ...patient, familyName: 'Ébert' } }),
      exampleReading({ id: 'dupont', patient: { ...patient, familyName: 'Dupont' } }),
    ];
    expect(ids(sortReadings(readings, { by: 'patient', descending: false }, noon))).toEqual([
      'dupont',
      'ébert',
      'zola',
    ]);
    const requested = [
      exampleReading({ id: 'nobody', orders: [exampleOrder({ requester: null })] }),
      exampleReading({ id: 'a', orders: [exampleOrder({ requester: 'A' })] }),
      exampleReading({ id: 'b', orders: [exampleOrder({ requester: 'B' })] }),
    ];
    expect(ids(sortReadings(requested, { by: 'requester', descending: false }, noon))).toEqual(['a', 'b', 'nobody']);
    expect(ids(sortReadings(requested, { by: 'requester', descending: true }, noon))).toEqual(['b', 'a', 'nobody']);
  });

  it('goes up, down and back to urgency with clicks on one header', () => {
    const up = nextSorting(byUrgency, 'site');
    const down = nextSorting(up, 'site');
    expect([up, down, nextSorting(down, 'site')]).toEqual([
      { by: 'site', descending: false },
      { by: 'site', descending: true },
      byUrgency,
    ]);
  });
});

describe('searching and filtering', () => {
  const reading = exampleReading();

  it.each(['lefevre', 'LEFÈVRE anais', 'anaïs lef', 'P1', 'acc1', 'pl1', 'thoracique'])('finds %s', search => {
    expect(matchesSearch(reading, search)).toBe(true);
  });

  it.each(['lefebvre', 'lefevre dupont', 'acc2'])('does not find %s', search => {
    expect(matchesSearch(reading, search)).toBe(false);
  });

  it('combines view, modality, site and priority', () => {
    const readings = [
      reading,
      exampleReading({ id: 'R2', state: 'draft' }),
      exampleReading({ id: 'R3', site: { id: 'south', name: 'Sud' } }),
      exampleReading({ id: 'R4', study: exampleStudy({ modalities: ['MR'] }) }),
      exampleReading({ id: 'R5', priority: 'stat' }),
    ];
    const filter = { ...noFilter, view: 'to-read', modality: 'CT', site: 'north', priority: 'routine' } as const;
    expect(ids(filterReadings(readings, filter))).toEqual(['R1']);
  });

  it('counts every view with the rest of the filter as it is', () => {
    const readings = [reading, exampleReading({ id: 'R2', state: 'draft' }), exampleReading({ id: 'R3' })];
    expect(countByView(readings, { ...noFilter, view: 'draft' })).toMatchObject({ all: 3, 'to-read': 2, draft: 1 });
  });
});

describe('the columns', () => {
  it('name the acquired modalities without those that carry no image', () => {
    expect(modalityOf(reading({ modalities: ['PT', 'CT', 'SR', 'KO'] }))).toBe('PT/CT');
    expect(modalityOf(exampleReading({ study: null }))).toBe('CT');
  });

  it('tell the cached part from what the PACS or the query said', () => {
    const cache = { state: 'syncing', instancesDone: 50, instancesTotal: null, bytesDone: 1, failure: null } as const;
    expect(cachedPartOf(exampleReading({ cache }))).toBe(0.25);
    expect(cachedPartOf(exampleReading({ cache: { ...cache, instancesTotal: 100 } }))).toBe(0.5);
    expect(cachedPartOf(exampleReading({ study: null }))).toBe(null);
  });

  it('give the room to name and examination, and name the site only where there are several', () => {
    const keys = (width: number, sites: number) => columnsFor(width, sites).map(({ key }) => key);
    expect(keys(1400, 1)).not.toContain('site');
    expect(keys(1400, 2)).toContain('site');
    expect(keys(750, 2)).toEqual(['state', 'priority', 'waiting', 'patient', 'examination', 'modality']);
  });

  it('need no more than their width', () => {
    for (const { from: width } of columns.filter(({ from }) => from > 0)) {
      const needed = columnsFor(width, 2).map(({ track }) => Number(/(\d+)px/.exec(track)?.[1]));
      expect(needed.reduce((sum, pixels) => sum + pixels, 0)).toBeLessThanOrEqual(width);
    }
  });

  function reading(study: Parameters<typeof exampleStudy>[0]) {
    return exampleReading({ study: exampleStudy(study) });
  }
});

describe('the order of rows', () => {
  const all = () => true;

  it('follows the list while no hand is on it', () => {
    expect(nextRowOrder(['a', 'b'], ['new', 'b', 'a'], all, false)).toEqual({ ids: ['new', 'b', 'a'], waiting: [] });
  });

  it('holds every row in its place while a hand is on it, and announces what is new', () => {
    expect(nextRowOrder(['a', 'b'], ['new', 'b'], all, true)).toEqual({ ids: ['a', 'b'], waiting: ['new'] });
  });

  it('drops rows that no longer exist', () => {
    expect(nextRowOrder(['a', 'b'], ['b'], id => id !== 'a', true)).toEqual({ ids: ['b'], waiting: [] });
  });

  it('moves the selection and stops at both ends', () => {
    expect(moveSelection(['a', 'b', 'c'], null, 1)).toBe('a');
    expect(moveSelection(['a', 'b', 'c'], 'a', 1)).toBe('b');
    expect(moveSelection(['a', 'b', 'c'], 'c', 1)).toBe('c');
    expect(moveSelection(['a', 'b', 'c'], 'b', -40)).toBe('a');
    expect(moveSelection([], 'a', 1)).toBe(null);
  });

  it('finds the next case to read below, then from the top', () => {
    const rows = [
      { id: 'a', state: 'to-read' },
      { id: 'b', state: 'signed' },
      { id: 'c', state: 'to-read' },
    ];
    expect(nextToRead(rows, 'b')).toBe('c');
    expect(nextToRead(rows, 'c')).toBe('a');
    expect(nextToRead([{ id: 'a', state: 'to-read' }], 'a')).toBe(null);
  });
});
