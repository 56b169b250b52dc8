import type { DisplaySet, ShearCorrectedSlices } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonUid } from '../json/dicom-json.ts';
import { type CorrectedSet, correctedSetOf } from './corrected-set.ts';
import { displaySetId } from './display-set-id.ts';
import type { Dimension } from './frame-group.ts';
import { findingsOf, type GatedSet, gatedSetsOf } from './gated-set.ts';
import { groupBy } from './group-by.ts';
import { framesOf } from './series-frame.ts';
import { lateralityOf, viewOf } from './views.ts';

export interface DisplaySetOptions {
  /** False while instances of the study are still missing from the cache. */
  readonly complete: boolean;
}

/**
 * The display sets of the instances of a study (or of some of its series), by series number. Instances that are no images
 * are left out. The same instances give the same sets with the same ids, in whatever order they are given; a set keeps
 * its id while more of its instances arrive.
 */
export function buildDisplaySets(headers: readonly DicomJson[], options: DisplaySetOptions): readonly DisplaySet[] {
  const instances = new Map(headers.map(header => [jsonUid(header, tags.sopInstanceUid), header]));
  const addressable = [...instances.values()].filter(
    header => jsonUid(header, tags.studyInstanceUid) !== null && jsonUid(header, tags.seriesInstanceUid) !== null,
  );
  const series = groupBy(addressable, header => jsonUid(header, tags.seriesInstanceUid) ?? '');
  return [...series.values()].flatMap(members => setsOfSeries(members, options.complete)).sort(bySeriesNumber);
}

function setsOfSeries(headers: readonly DicomJson[], complete: boolean): readonly DisplaySet[] {
  return gatedSetsOf(headers.flatMap(framesOf), complete).flatMap(set => displaySet(set, complete));
}

function displaySet(set: GatedSet, complete: boolean): readonly DisplaySet[] {
  const { group, frames, gate } = set;
  const [first] = frames;
  if (first === undefined) return [];
  const { header } = first;
  const studyUid = jsonUid(header, tags.studyInstanceUid) ?? '';
  const seriesUid = jsonUid(header, tags.seriesInstanceUid) ?? '';
  const seriesNumber = jsonNumber(header, tags.seriesNumber);
  const path = `/dicomweb/studies/${studyUid}/series/${seriesUid}`;
  return [
    {
      id: displaySetId(seriesUid, group.key),
      studyUid,
      seriesUid,
      sopClassUid: jsonUid(header, tags.sopClassUid) ?? '0',
      modality: (jsonString(header, tags.modality) ?? '').slice(0, 16),
      seriesNumber: Number.isInteger(seriesNumber) ? seriesNumber : null,
      description: (jsonString(header, tags.seriesDescription) ?? '').slice(0, 256),
      rows: first.rows,
      columns: first.columns,
      frameOfReferenceUid: first.frameOfReferenceUid,
      sliceSpacing: gate.sliceSpacing,
      verdict: gate.verdict,
      frames: frames.map(({ sopInstanceUid, frameNumber }) => ({
        sopInstanceUid,
        frameNumber,
        path: `${path}/instances/${sopInstanceUid}/frames/${frameNumber}`,
      })),
      complete,
      ...optional(set, path, seriesUid),
    },
  ];
}

/** What only some display sets have. */
function optional(set: GatedSet, seriesPath: string, seriesUid: string): Partial<DisplaySet> {
  const [first] = set.frames;
  const geometry = findingsOf(set);
  const corrected = correctedSetOf(set);
  const laterality = first === undefined ? null : lateralityOf(first.header, first.frameNumber);
  const view = first === undefined ? null : viewOf(first.header);
  return {
    ...(geometry === null ? {} : { geometry }),
    ...(corrected === null ? {} : { shearCorrected: shearCorrected(corrected, seriesPath) }),
    ...(set.repeat === null ? {} : { repeat: { ...repeatOf(set, seriesUid), ...set.repeat } }),
    ...(set.group.areDuplicates ? { part: 'duplicates' } : first?.localizer ? { part: 'localizer' } : {}),
    ...(laterality === null ? {} : { laterality }),
    ...(view === null ? {} : { view }),
  };
}

function shearCorrected({ name, correction }: CorrectedSet, seriesPath: string): ShearCorrectedSlices {
  const { rows, columns, shifts } = correction;
  return { path: `${seriesPath}/shear-corrected/${name}`, rows, columns, shifts: [...shifts] };
}

function repeatOf({ group }: GatedSet, seriesUid: string): { group: string; dimensions: Dimension[] } {
  const dimensions = (group.dimensions ?? []).map(({ name, value }) => ({
    name: name.slice(0, 64),
    value: value.slice(0, 128),
  }));
  return { group: displaySetId(seriesUid, group.repeatOf ?? ''), dimensions };
}

function bySeriesNumber(a: DisplaySet, b: DisplaySet): number {
  const order = (a.seriesNumber ?? Number.MAX_SAFE_INTEGER) - (b.seriesNumber ?? Number.MAX_SAFE_INTEGER);
  return order || (a.seriesUid < b.seriesUid ? -1 : Number(a.seriesUid > b.seriesUid));
}
