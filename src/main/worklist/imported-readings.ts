import type { Reading, StudySummary } from '../../contract/index.ts';
import type { OrderClaim } from '../ris/index.ts';
import type { MatchedReading } from './match.ts';

/** What the worklist needs to know of studies that were brought in by hand. */
export interface ImportedRows {
  studies(): readonly { readonly study: StudySummary; readonly source: string; readonly at: string }[];
  onChange(listener: () => void): () => void;
}

/** Where a row comes from: a site, or the reader's hands. */
export interface RowPlace {
  readonly id: string;
  readonly name: string;
  claimOf(orderKey: string): OrderClaim | undefined;
  isClosed(orderKey: string): boolean;
}

interface ImportedReading {
  readonly reading: MatchedReading;
  readonly site: RowPlace;
  readonly imported: NonNullable<Reading['imported']>;
}

/**
 * Imported studies as readings without an order. They are joined with no patient of a site: equal names and birth dates
 * prove nothing. A study that a site has too (`ofSites`) is that site's row.
 */
export function importedReadings(
  rows: ImportedRows | undefined,
  ofSites: ReadonlySet<string>,
): readonly ImportedReading[] {
  return (rows?.studies() ?? [])
    .filter(({ study }) => !ofSites.has(study.studyUid))
    .map(({ study, source, at }) => ({
      reading: {
        id: `${study.site}:${study.studyUid}`,
        siteId: study.site,
        patient: study.patient,
        orders: [],
        study,
        match: 'study-only',
        remarks: [],
        priority: 'routine',
        priors: [],
      },
      site: { id: study.site, name: 'Import', claimOf: () => undefined, isClosed: () => false },
      imported: { source, at },
    }));
}
