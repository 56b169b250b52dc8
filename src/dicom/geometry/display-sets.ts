import type { DisplaySet } from '../../contract/display-set.ts';
import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumber, jsonString, jsonUid } from '../json/dicom-json.ts';
import { splitRepeats } from './repeats.ts';
import { framesOf } from './series-frame.ts';
import { inSpatialOrder } from './spatial-order.ts';
import { type FrameGroup, groupBy, splitSeries } from './split.ts';
import { gateOf } from './verdict.ts';

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
  const frames = inSpatialOrder(headers.flatMap(framesOf));
  const groups = splitSeries(frames).flatMap(splitRepeats);
  return groups.flatMap(group => displaySet(group, complete));
}

function displaySet(group: FrameGroup, complete: boolean): readonly DisplaySet[] {
  const frames = inSpatialOrder(group.frames);
  const [first] = frames;
  if (first === undefined) return [];
  const { header } = first;
  const studyUid = jsonUid(header, tags.studyInstanceUid) ?? '';
  const seriesUid = jsonUid(header, tags.seriesInstanceUid) ?? '';
  const seriesNumber = jsonNumber(header, tags.seriesNumber);
  const path = `/dicomweb/studies/${studyUid}/series/${seriesUid}/instances`;
  return [
    {
      id: `${seriesUid}.${hash(group.key)}`,
      studyUid,
      seriesUid,
      sopClassUid: jsonUid(header, tags.sopClassUid) ?? '0',
      modality: (jsonString(header, tags.modality) ?? '').slice(0, 16),
      seriesNumber: Number.isInteger(seriesNumber) ? seriesNumber : null,
      description: (jsonString(header, tags.seriesDescription) ?? '').slice(0, 256),
      rows: first.rows,
      columns: first.columns,
      frameOfReferenceUid: first.frameOfReferenceUid,
      ...gateOf(frames, complete),
      frames: frames.map(({ sopInstanceUid, frameNumber }) => ({
        sopInstanceUid,
        frameNumber,
        path: `${path}/${sopInstanceUid}/frames/${frameNumber}`,
      })),
      complete,
    },
  ];
}

function bySeriesNumber(a: DisplaySet, b: DisplaySet): number {
  const order = (a.seriesNumber ?? Number.MAX_SAFE_INTEGER) - (b.seriesNumber ?? Number.MAX_SAFE_INTEGER);
  return order || (a.seriesUid < b.seriesUid ? -1 : Number(a.seriesUid > b.seriesUid));
}

/** FNV-1a, 32 bits: a short name for a long key, not a secret. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
