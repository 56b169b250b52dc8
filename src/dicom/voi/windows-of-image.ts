import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonNumbers, jsonString, jsonStrings } from '../json/dicom-json.ts';
import { holderOf } from '../json/functional-groups.ts';
import type { VoiWindow, WindowFunction } from './window.ts';

/** One window that came with the image; the explanation is the manufacturer's own, untranslated, or empty. */
export interface ImageWindow extends VoiWindow {
  readonly explanation: string;
}

/**
 * All windows of a frame, its own first (PS3.3 C.7.6.16.2.10), in the order in which they stand. Pairs that no function
 * can use are left out.
 */
export function windowsOf(header: DicomJson, frameNumber: number): readonly ImageWindow[] {
  const holder = holderOf(header, frameNumber, tags.frameVoiLutSequence, tags.windowCenter);
  const widths = jsonNumbers(holder, tags.windowWidth);
  const explanations = jsonStrings(holder, tags.windowCenterWidthExplanation);
  const kind = functionOf(jsonString(holder, tags.voiLutFunction));
  return jsonNumbers(holder, tags.windowCenter).flatMap((center, index) => {
    const width = widths[index] ?? Number.NaN;
    if (!Number.isFinite(center) || !Number.isFinite(width) || width <= 0) return [];
    // LINEAR is at least 1 wide (C.11.2.1.2.1); writers of fractional values mean the one without the half-value shift
    const usable = kind === 'LINEAR' && width < 1 ? 'LINEAR_EXACT' : kind;
    return [{ center, width, function: usable, explanation: explanations[index] ?? '' }];
  });
}

/** LINEAR where absent (PS3.3 C.11.2.1.3). */
function functionOf(text: string | null): WindowFunction {
  return text === 'SIGMOID' || text === 'LINEAR_EXACT' ? text : 'LINEAR';
}
