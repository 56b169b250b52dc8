import type { FrameReference } from '../../contract/index.ts';
import { type DicomJson, isDicomJson, jsonUid } from '../../dicom/json/dicom-json.ts';
import { describeFrame } from './describe-frame.ts';
import { FrameLoadError } from './frame-loader.ts';
import { frameOf, imageIdOf, registerFrame } from './frame-registry.ts';

/** Fetches metadata, by SOP Instance UID, from the page's origin (PS3.18 10.4.1.1.2); throws `FrameLoadError`. */
export async function fetchMetadata(path: string, signal: AbortSignal): Promise<ReadonlyMap<string, DicomJson>> {
  const response = await fetch(path, {
    headers: { accept: 'application/dicom+json' },
    signal,
  }).catch(error => {
    throw signal.aborted ? error : new FrameLoadError('network');
  });
  if (!response.ok) throw new FrameLoadError('http', response.status);
  const instances: unknown = await response.json().catch(() => null);
  if (!Array.isArray(instances)) throw new FrameLoadError('truncated');
  return new Map(instances.filter(isDicomJson).map(instance => [jsonUid(instance, 0x00080018) ?? '', instance]));
}

/**
 * Makes a frame known to the rendering library: `unusable` when its metadata are missing or unusable, `changed` when it
 * was known with values of another type (a series that still arrives may widen them).
 */
export function registerFrameOf(
  frame: FrameReference,
  instances: ReadonlyMap<string, DicomJson>,
): 'known' | 'changed' | 'unusable' {
  const instance = instances.get(frame.sopInstanceUid);
  const description = instance && describeFrame(instance, frame.frameNumber);
  if (!description) return 'unusable';
  const imageId = imageIdOf(frame.path);
  const before = frameOf(imageId);
  registerFrame(imageId, description);
  return before && before.pixelType !== description.pixelType ? 'changed' : 'known';
}
