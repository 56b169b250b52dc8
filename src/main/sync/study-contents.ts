import type { InstanceListing, SeriesListing } from '../pacs/index.ts';

/** SOP Instance UIDs that are whole in the cache, by series. */
export type WholeInstances = ReadonlyMap<string, ReadonlySet<string>>;

/** A series as the PACS lists it; its instances are named only where that is needed. */
export interface ListedSeries extends SeriesListing {
  /** Place of every instance by its SOP Instance UID, ordered by instance number. */
  readonly places: ReadonlyMap<string, number> | null;
}

const none: ReadonlySet<string> = new Set();

/**
 * What the PACS says a study consists of, held against what is whole here. Where only the number of a series' instances
 * is known, the series is whole when as many are here; naming its instances decides where numbers cannot.
 */
export class StudyContents {
  #series: Map<string, ListedSeries>;

  constructor(listing: readonly SeriesListing[]) {
    this.#series = new Map(listing.map(series => [series.seriesUid, { ...series, places: null }]));
  }

  get series(): readonly ListedSeries[] {
    return [...this.#series.values()];
  }

  of(seriesUid: string): ListedSeries | undefined {
    return this.#series.get(seriesUid);
  }

  /** Takes a newer listing. The names of instances stay where their number is known and the same. */
  relist(listing: readonly SeriesListing[]): void {
    const before = this.#series;
    const named = ({ seriesUid, instanceCount }: SeriesListing) => {
      const known = before.get(seriesUid);
      return instanceCount !== null && known?.instanceCount === instanceCount ? known.places : null;
    };
    this.#series = new Map(listing.map(series => [series.seriesUid, { ...series, places: named(series) }]));
  }

  name(seriesUid: string, instances: readonly InstanceListing[]): void {
    const series = this.#series.get(seriesUid);
    const ordered = instances.toSorted((a, b) => byNumber(a.instanceNumber, b.instanceNumber));
    const places = new Map(ordered.map(({ sopInstanceUid }, place) => [sopInstanceUid, place]));
    if (series !== undefined) this.#series.set(seriesUid, { ...series, places });
  }

  /** Instances in all; null while the number of a series is not known. */
  get total(): number | null {
    let total = 0;
    for (const series of this.series) {
      const count = countOf(series);
      if (count === null) return null;
      total += count;
    }
    return total;
  }

  /** Listed instances that are whole here. */
  done(whole: WholeInstances): number {
    return this.series.reduce((sum, series) => {
      const here = whole.get(series.seriesUid) ?? none;
      if (series.places !== null) return sum + series.places.size - missingOf(series, whole).length;
      return sum + Math.min(here.size, series.instanceCount ?? here.size);
    }, 0);
  }

  /** Instances that are here and not listed any more, as far as names tell. */
  withdrawn(whole: WholeInstances): number {
    let instances = 0;
    for (const [seriesUid, here] of whole) {
      const series = this.#series.get(seriesUid);
      if (series === undefined) instances += here.size;
      else if (series.places !== null) instances += [...here].filter(uid => !series.places?.has(uid)).length;
    }
    return instances;
  }

  isWhole(whole: WholeInstances): boolean {
    return this.series.every(series => isSeriesWhole(series, whole));
  }

  /** Named instances that are not here. */
  missing(whole: WholeInstances): string[] {
    return this.series.flatMap(series => missingOf(series, whole));
  }
}

function countOf({ places, instanceCount }: ListedSeries): number | null {
  return places?.size ?? instanceCount;
}

export function isSeriesWhole(series: ListedSeries, whole: WholeInstances): boolean {
  const here = whole.get(series.seriesUid) ?? none;
  if (series.places === null) return series.instanceCount === here.size;
  return here.size >= series.places.size && missingOf(series, whole).length === 0;
}

/** True where numbers cannot tell what is missing: the series is here in part, or holds what the PACS no longer lists. */
export function needsNames(series: ListedSeries, whole: WholeInstances): boolean {
  if (series.places !== null) return false;
  const here = (whole.get(series.seriesUid) ?? none).size;
  return series.instanceCount === null || (here > 0 && here !== series.instanceCount);
}

/** Named instances of a series that are not here, in order. */
export function missingOf({ seriesUid, places }: ListedSeries, whole: WholeInstances): string[] {
  const here = whole.get(seriesUid) ?? none;
  return [...(places?.keys() ?? [])].filter(uid => !here.has(uid));
}

/** Whether an instance that has just become the `here`th of its series counts as one that the PACS listed. */
export function isListed(series: ListedSeries, sopInstanceUid: string, here: number): boolean {
  if (series.places !== null) return series.places.has(sopInstanceUid);
  return here <= (series.instanceCount ?? here);
}

/** Numbered ones first; without a number they keep their order. */
export function byNumber(a: number | null, b: number | null): number {
  return (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);
}
