import { fail, type Outcome, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import { type GatedSet, gatedSetsOf } from '../../dicom/geometry/gated-set.ts';
import { groupBy } from '../../dicom/geometry/group-by.ts';
import { framesOf, type SeriesFrame } from '../../dicom/geometry/series-frame.ts';
import type { SliceStack } from '../../dicom/geometry/shear-correction.ts';
import { stackOfSet } from '../../dicom/geometry/stack-of-set.ts';
import { type DicomJson, jsonNumber, jsonString, jsonUid } from '../../dicom/json/dicom-json.ts';
import { type IsPadding, paddingOf } from '../../dicom/measure/padding.ts';
import { valueUnitOf } from '../../dicom/measure/value-unit.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../dicom/pixel/finished-metadata.ts';
import { finishedValues } from '../../dicom/pixel/finished-values.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import {
  type ContouredRegion,
  type ContourRefusal,
  regionOnSlices,
  slicesOfRegion,
} from '../../dicom/structure-set/region-on-slices.ts';
import { type StructureRegion, structureRegionsOf } from '../../dicom/structure-set/structure-set.ts';
import { decodeFrame, type FrameDecoder } from '../decode/index.ts';
import { filesUnder } from './geometry.ts';
import { readDicomFile } from './read-dicom-file.ts';

/** What a region of a structure set holds in one display set. */
export type MeasuredStructure = {
  readonly seriesUid: string | null;
  readonly seriesNumber: number | null;
  readonly modality: string | null;
} & (ContouredRegion | { readonly refusal: ContourRefusal | 'frame-of-reference-differs' });

export interface MeasuredStructures {
  readonly number: number;
  readonly name: string;
  /** Points, open lines and broken contours, which enclose nothing. */
  readonly otherContours: number;
  /** UCUM, of the values; of the volumes it is mm³. */
  readonly sets: readonly (MeasuredStructure & { readonly unit: string })[];
}

/** Measures the regions of an RT Structure Set in each volume under a folder that is in the same frame of reference. */
export async function measureStructures(
  structureSet: string,
  folder: string,
  decoder: FrameDecoder,
): Promise<Outcome<readonly MeasuredStructures[]>> {
  const read = await readDicomFile(structureSet);
  if (!read.ok) return fail(read.failure.code, { ...read.failure.params, what: 'structure-set' });
  const regions = structureRegionsOf(read.value.header);
  if (regions.length === 0) {
    const params = { tag: formatTag(tags.structureSetRoiSequence), reason: 'no-regions', what: 'structure-set' };
    return fail('instance-unreadable', params);
  }
  const volumes = await volumesUnder(folder);
  const measured: MeasuredStructures[] = [];
  for (const region of regions) {
    const sets: MeasuredStructures['sets'][number][] = [];
    for (const volume of volumes) {
      const found = await measureIn(volume, region, decoder);
      if (!found.ok) return found;
      const { header } = volume.set.frames[0] ?? { header: {} };
      sets.push({
        seriesUid: jsonUid(header, tags.seriesInstanceUid),
        seriesNumber: jsonNumber(header, tags.seriesNumber),
        modality: jsonString(header, tags.modality),
        unit: valueUnitOf(header, 1),
        ...found.value,
      });
    }
    const { number, name, otherContours } = region;
    measured.push({ number, name, otherContours, sets });
  }
  return succeed(measured);
}

/** A display set that is a volume, and where its frames are. */
interface FolderVolume {
  readonly set: GatedSet;
  readonly stack: SliceStack;
  readonly fileOf: ReadonlyMap<string, string>;
}

async function volumesUnder(folder: string): Promise<readonly FolderVolume[]> {
  const fileOf = new Map<string, string>();
  const frames: SeriesFrame[] = [];
  for (const file of await filesUnder(folder)) {
    const read = await readDicomFile(file, { stopBeforePixelData: true });
    if (!read.ok) continue;
    for (const frame of framesOf(read.value.header)) {
      if (!fileOf.has(frame.sopInstanceUid)) fileOf.set(frame.sopInstanceUid, file);
      if (fileOf.get(frame.sopInstanceUid) === file) frames.push(frame);
    }
  }
  const series = groupBy(frames, ({ header }) => jsonUid(header, tags.seriesInstanceUid) ?? '');
  return [...series.values()]
    .flatMap(members => gatedSetsOf(members, true))
    .flatMap(set => {
      const stack = stackOfSet(set);
      return stack === null ? [] : [{ set, stack, fileOf }];
    });
}

async function measureIn(
  { set, stack, fileOf }: FolderVolume,
  region: StructureRegion,
  decoder: FrameDecoder,
): Promise<Outcome<ContouredRegion | { readonly refusal: ContourRefusal | 'frame-of-reference-differs' }>> {
  const [first] = set.frames;
  if (first === undefined || region.frameOfReferenceUid !== first.frameOfReferenceUid) {
    return succeed({ refusal: 'frame-of-reference-differs' });
  }
  const dtype = seriesDtype(set.frames.map(({ header }) => header));
  const values: (ArrayLike<number> | null)[] = set.frames.map(() => null);
  const padding = new Map<number, IsPadding>();
  for (const slice of slicesOfRegion(stack, region.contours)) {
    const frame = set.frames[slice];
    const path = frame && fileOf.get(frame.sopInstanceUid);
    if (frame === undefined || path === undefined) continue;
    const finished = await finishedFrame(path, frame.frameNumber, dtype, decoder);
    if (!finished.ok) return finished;
    values[slice] = finished.value.values;
    padding.set(slice, paddingOf(finished.value.header, frame.frameNumber));
  }
  const isPadding = (value: number, slice: number) => padding.get(slice)?.(value) === true;
  const outcome = regionOnSlices(stack, values, region.contours, isPadding);
  return succeed(outcome.ok ? outcome.region : { refusal: outcome.refusal });
}

async function finishedFrame(
  path: string,
  frameNumber: number,
  dtype: ReturnType<typeof seriesDtype>,
  decoder: FrameDecoder,
): Promise<Outcome<{ readonly values: ArrayLike<number>; readonly header: DicomJson }>> {
  const read = await readDicomFile(path);
  if (!read.ok) return read;
  const decoded = await decodeFrame(read.value.file, frameNumber, { decoder });
  if (!decoded.ok) return decoded;
  const finished = finishFrame(read.value.header, frameNumber, decoded.value.frame, dtype);
  if (!finished.ok) return finished;
  return succeed({
    values: finishedValues(finished.value),
    header: finishedMetadata(read.value.header, dtype),
  });
}
