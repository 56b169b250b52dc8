import { fail, type Outcome, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import { overlaysOf, overlaysOfInstance } from '../../dicom/overlay/overlay.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import { finishedMetadata } from '../../dicom/pixel/finished-metadata.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import { withStreamFacts } from '../../dicom/pixel/stream-facts.ts';
import { presentationOf } from '../../dicom/presentation/presentation.ts';
import { withPresentationState } from '../../dicom/presentation/presentation-state.ts';
import { type Picture, renderFrame } from '../../dicom/presentation/render-frame.ts';
import type { VoiWindow } from '../../dicom/voi/window.ts';
import { decodeFrame, type FrameDecoder, streamFactsOfDecoded } from '../decode/index.ts';
import { readDicomFile } from './read-dicom-file.ts';

export interface RenderOptions {
  /** Instead of the image's own. */
  readonly window: VoiWindow | null;
  /** A Grayscale Softcopy Presentation State to follow: its path. */
  readonly state: string | null;
}

/** One frame (from 1) of a file as the viewer shows it, a pixel for each of the image's. */
export async function renderFile(
  path: string,
  frame: number,
  { window, state }: RenderOptions,
  decoder: FrameDecoder,
): Promise<Outcome<Picture>> {
  const read = await readDicomFile(path);
  if (!read.ok) return read;
  const { file } = read.value;
  const stateFile = state === null ? null : await readDicomFile(state);
  if (stateFile?.ok === false) {
    const { code, params } = stateFile.failure;
    return fail(code, { ...params, what: 'presentation-state' });
  }
  const header =
    stateFile === null ? read.value.header : withPresentationState(read.value.header, stateFile.value.header, frame);
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  if (frame > described.value.numberOfFrames) {
    return fail('instance-unreadable', { tag: formatTag(tags.numberOfFrames), reason: 'no-such-frame' });
  }
  const decoded = await decodeFrame(file, frame, { description: described.value, decoder });
  if (!decoded.ok) return decoded;
  const decodedHeader = withStreamFacts(header, streamFactsOfDecoded(decoded.value));
  const dtype = seriesDtype([decodedHeader]);
  const finished = finishFrame(decodedHeader, frame, decoded.value.frame, dtype);
  if (!finished.ok) return finished;
  const presentation = presentationOf(finishedMetadata(decodedHeader, dtype), frame, finished.value, {
    overlays: [
      ...overlaysOf(header, frame, overlaysOfInstance(file.dataSet, decoded.value.frame)),
      ...(stateFile === null
        ? []
        : overlaysOf(stateFile.value.header, frame, overlaysOfInstance(stateFile.value.file.dataSet, null))),
    ],
    ...(window && { voi: { kind: 'window', window, explanation: '' } }),
  });
  return presentation.ok ? succeed(renderFrame(finished.value, presentation.value)) : presentation;
}
