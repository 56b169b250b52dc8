import type { Reading, ReadingState } from '../../../contract/index.ts';
import { foldText } from '../../ui/format/index.ts';
import { modalityOf, searchTextOf } from './row-values.ts';

/** The saved views of the worklist, shown as tabs. */
export const viewKeys = ['all', 'to-read', 'in-progress', 'draft', 'signed', 'delivered', 'refused'] as const;
export type ViewKey = 'all' | ReadingState;

export interface Filter {
  readonly view: ViewKey;
  readonly modality: string | null;
  readonly site: string | null;
  readonly priority: Reading['priority'] | null;
  readonly search: string;
}

export const noFilter: Filter = { view: 'all', modality: null, site: null, priority: null, search: '' };

/** True when every word of the search is found somewhere in the row, without regard to accents and case. */
export function matchesSearch(reading: Reading, search: string): boolean {
  return hasWords(reading, wordsOf(search));
}

/** The words to look for, worked out once a search and not once a row. */
function wordsOf(search: string): readonly string[] {
  return foldText(search).split(/\s+/).filter(Boolean);
}

function hasWords(reading: Reading, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = searchTextOf(reading);
  return words.every(word => text.includes(word));
}

/** The whole filter but its view, made once for all rows. */
function allButView({ modality, site, priority, search }: Filter): (reading: Reading) => boolean {
  const words = wordsOf(search);
  return reading =>
    (modality === null || modalityOf(reading).split('/').includes(modality)) &&
    (site === null || reading.site.id === site) &&
    (priority === null || reading.priority === priority) &&
    hasWords(reading, words);
}

export function filterReadings(readings: readonly Reading[], filter: Filter): Reading[] {
  const matches = allButView(filter);
  return readings.filter(reading => (filter.view === 'all' || reading.state === filter.view) && matches(reading));
}

/** How many rows each view would show with the rest of the filter as it is: the counts on the tabs. */
export function countByView(readings: readonly Reading[], filter: Filter): Record<ViewKey, number> {
  const counts = Object.fromEntries(viewKeys.map(view => [view, 0])) as Record<ViewKey, number>;
  const matches = allButView(filter);
  for (const reading of readings) {
    if (!matches(reading)) continue;
    counts.all++;
    counts[reading.state]++;
  }
  return counts;
}

export function isFiltered(filter: Filter): boolean {
  return (
    filter.view !== 'all' ||
    filter.modality !== null ||
    filter.site !== null ||
    filter.priority !== null ||
    filter.search !== ''
  );
}

/** The modalities and sites to choose from, sorted. */
export function filterChoices(readings: readonly Reading[]): {
  modalities: string[];
  sites: { id: string; name: string }[];
} {
  const modalities = new Set(readings.flatMap(reading => modalityOf(reading).split('/').filter(Boolean)));
  const sites = new Map(readings.map(reading => [reading.site.id, reading.site]));
  return {
    modalities: [...modalities].sort(),
    sites: [...sites.values()].sort((a, b) => a.name.localeCompare(b.name)),
  };
}
