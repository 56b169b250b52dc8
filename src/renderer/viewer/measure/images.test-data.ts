import type { DisplaySet } from '../../../contract/index.ts';
import type { DataSet } from '../../../dicom/dataset/data-set.ts';
import { dot, subtract, type Vector3 } from '../../../dicom/geometry/vector.ts';
import { type DicomJson, jsonUid } from '../../../dicom/json/dicom-json.ts';
import { dicomJsonOf } from '../../../dicom/json/from-data-set.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import { finishFrame } from '../../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../../dicom/pixel/finished-metadata.ts';
import { finishedValues } from '../../../dicom/pixel/finished-values.ts';
import { nativeFrame } from '../../../dicom/pixel/native-frame.ts';
import { pixelDescriptionOf } from '../../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../../dicom/pixel/series-pixel-type.ts';
import { describeFrame } from '../../cornerstone/describe-frame.ts';
import type { VoxelArray } from '../../cornerstone/reduce-volume.ts';
import type { MeasuredView } from './measure-image.ts';
import type { MeasuredImages } from './volume-of-images.ts';

interface ImagesOptions {
  readonly sliceSpacing?: number;
  /** Indices of images that are not read. */
  readonly unread?: readonly number[];
}

function must<T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

/** Single-frame files as the viewer has them: finished as the main side does, described as the adapter does. */
export function imagesOf(instances: readonly Uint8Array[], options: ImagesOptions = {}): MeasuredImages {
  const files = instances.map(bytes => must(readPart10(bytes, { inflate: () => new Uint8Array() })).dataSet);
  const stored = files.map(dicomJsonOf);
  const dtype = seriesDtype(stored);
  const headers = stored.map(header => finishedMetadata(header, dtype));
  const pixels = files.map((file, index) => pixelsOf(file, stored[index] ?? {}, dtype));
  const descriptions = headers.map(header => describeFrame(header, 1));
  const displaySet = {
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    id: 'set',
    complete: true,
    sliceSpacing: options.sliceSpacing ?? null,
    verdict: { kind: 'regular' },
    frames: headers.map(() => ({ sopInstanceUid: '2.25.3', frameNumber: 1, path: '' })),
  } as unknown as DisplaySet;
  return {
    displaySet,
    acquired: displaySet,
    form: 'acquired',
    imageIds: headers.map((_, index) => `image:${index}`),
    description: index => descriptions[index] ?? null,
    header: index => headers[index] ?? null,
    frame: index => ({ sopInstanceUid: jsonUid(headers[index] ?? {}, 0x00080018) ?? '', frameNumber: 1, path: '' }),
    pixels: index => (options.unread?.includes(index) ? null : (pixels[index] ?? null)),
    nearestTo: point =>
      nearest(
        point,
        descriptions.map(frame => frame?.position ?? [0, 0, 0]),
      ),
  };
}

function pixelsOf(file: DataSet, header: DicomJson, dtype: ReturnType<typeof seriesDtype>): VoxelArray {
  const decoded = must(nativeFrame(file, must(pixelDescriptionOf(header)), 1));
  return finishedValues(must(finishFrame(header, 1, decoded, dtype))) as VoxelArray;
}

/** Of axial images. */
function nearest(point: Vector3, positions: readonly Vector3[]): number {
  const distance = (position: Vector3) => Math.abs(dot(subtract(point, position), [0, 0, 1]));
  return positions.reduce(
    (best, position, index) => (distance(position) < distance(positions[best]!) ? index : best),
    0,
  );
}

export function stackView(slice: number, more: Partial<MeasuredView> = {}): MeasuredView {
  return { kind: 'stack', painted: true, slab: 0, slice, axes: { right: [1, 0, 0], down: [0, 1, 0] }, ...more };
}
