import type { DisplaySet } from '../../contract/index.ts';

/** Where the frames of a display set come from. */
export interface ImageSource {
  /** `shear-corrected`: the slices of a tilted stack, moved so that they make a rectangular volume. */
  readonly form: 'acquired' | 'shear-corrected';
  /** With the frames and the size that this source gives. */
  readonly displaySet: DisplaySet;
  readonly metadataPath: string;
  /** Where its frames are that were made ahead, if they were. */
  readonly packPath: string;
}

/** The slices as the scanner made them: what a stack shows. */
export function acquiredSource(displaySet: DisplaySet): ImageSource {
  const { studyUid, seriesUid } = displaySet;
  const series = `/dicomweb/studies/${studyUid}/series/${seriesUid}`;
  const packPath = `${series}/frame-packs/${lastPart(displaySet.id, '.')}`;
  return { form: 'acquired', displaySet, metadataPath: `${series}/metadata`, packPath };
}

/** The slices that make a volume: the corrected ones of a tilted stack, else those that were acquired. */
export function volumeSource(displaySet: DisplaySet): ImageSource {
  const corrected = displaySet.shearCorrected;
  if (!corrected) return acquiredSource(displaySet);
  const { path, rows, columns } = corrected;
  const frames = displaySet.frames.map(frame => ({
    ...frame,
    path: `${path}/instances/${frame.sopInstanceUid}/frames/${frame.frameNumber}`,
  }));
  return {
    form: 'shear-corrected',
    displaySet: { ...displaySet, rows, columns, frames },
    metadataPath: `${path}/metadata`,
    packPath: path.replace(/shear-corrected\/[^/]*$/, `frame-packs/${lastPart(path, '/')}`),
  };
}

const lastPart = (text: string, separator: string) => text.split(separator).at(-1) ?? '';
