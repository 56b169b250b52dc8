import type { Tag } from '../dataset/data-set.ts';
import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, type DicomJsonElement, jsonItems, jsonNumbers, jsonString } from '../json/dicom-json.ts';
import { overlayTag } from '../overlay/overlay-plane.ts';
import { modalityTransformOf, transformedRange } from '../pixel/modality-transform.ts';
import { pixelDescriptionOf } from '../pixel/pixel-description.ts';
import { windowOfRange } from '../voi/window.ts';

const modalityTags: readonly Tag[] = [
  tags.modalityLutSequence,
  tags.rescaleSlope,
  tags.rescaleIntercept,
  tags.rescaleType,
];
const voiTags: readonly Tag[] = [
  tags.voiLutSequence,
  tags.windowCenter,
  tags.windowWidth,
  tags.windowCenterWidthExplanation,
  tags.voiLutFunction,
];
const presentationTags: readonly Tag[] = [tags.presentationLutSequence, tags.presentationLutShape];
const shutterTags: readonly Tag[] = [
  tags.shutterShape,
  tags.shutterLeftVerticalEdge,
  tags.shutterRightVerticalEdge,
  tags.shutterUpperHorizontalEdge,
  tags.shutterLowerHorizontalEdge,
  tags.centerOfCircularShutter,
  tags.radiusOfCircularShutter,
  tags.verticesOfThePolygonalShutter,
  tags.shutterPresentationValue,
  tags.shutterOverlayGroup,
];
/** What a state decides in place of the image's own per-frame attributes. */
const macros: readonly Tag[] = [
  tags.pixelValueTransformationSequence,
  tags.frameVoiLutSequence,
  tags.frameDisplayShutterSequence,
];

/**
 * The header of an image as a Grayscale Softcopy Presentation State wants one frame (from 1) of it to be shown (PS3.4
 * N.2.1): each stage of the state replaces the image's, and one that the state lacks is the identity. It is the header to
 * finish the frame with. Graphic annotations, displayed area and rotation are not the matter of this function.
 */
export function withPresentationState(header: DicomJson, state: DicomJson, frameNumber: number): DicomJson {
  const merged: DicomJson = { ...header };
  for (const tag of [...modalityTags, ...voiTags, ...presentationTags, ...shutterTags]) delete merged[tagKey(tag)];
  for (const tag of [tags.sharedFunctionalGroupsSequence, tags.perFrameFunctionalGroupsSequence]) {
    const groups = jsonItems(header, tag);
    if (groups.length > 0) merged[tagKey(tag)] = { vr: 'SQ', Value: groups.map(withoutMacros) };
  }
  // the standard's exception for X-ray loops is about the image's own table
  if (state[tagKey(tags.modalityLutSequence)] !== undefined) delete merged[tagKey(tags.sopClassUid)];
  copy(state, merged, [...modalityTags, ...presentationTags, ...shutterTags]);
  const voi = softcopyVoi(state, jsonString(header, tags.sopInstanceUid) ?? '', frameNumber);
  if (voi === null) Object.assign(merged, identityWindow(merged, frameNumber));
  else copy(voi, merged, voiTags);
  return withActivatedOverlays(merged, state);
}

function withoutMacros(group: DicomJson): DicomJson {
  return Object.fromEntries(Object.entries(group).filter(([key]) => !macros.some(tag => tagKey(tag) === key)));
}

function copy(from: DicomJson, to: DicomJson, wanted: readonly Tag[]): void {
  for (const tag of wanted) {
    const element = from[tagKey(tag)];
    if (element !== undefined) to[tagKey(tag)] = element;
  }
}

/** The VOI of the first item that names this frame, or names no image and so means all of them (PS3.3 C.11.8). */
function softcopyVoi(state: DicomJson, sopInstanceUid: string, frameNumber: number): DicomJson | null {
  const items = jsonItems(state, tags.softcopyVoiLutSequence);
  const matches = (item: DicomJson): boolean => {
    const images = jsonItems(item, tags.referencedImageSequence);
    if (images.length === 0) return true;
    return images.some(image => {
      const frames = jsonNumbers(image, tags.referencedFrameNumber);
      const named = jsonString(image, tags.referencedSopInstanceUid) === sopInstanceUid;
      return named && (frames.length === 0 || frames.includes(frameNumber));
    });
  };
  return items.find(matches) ?? null;
}

/** No VOI stage: all that the modality transform can give, from black to white. */
function identityWindow(header: DicomJson, frameNumber: number): Record<string, DicomJsonElement> {
  const description = pixelDescriptionOf(header);
  if (!description.ok || description.value.cells !== 'integer') return {};
  const transform = modalityTransformOf(header, description.value, frameNumber);
  const { minimum, maximum } = transformedRange(transform, description.value);
  const { center, width } = windowOfRange(minimum, maximum);
  return {
    [tagKey(tags.windowCenter)]: { vr: 'DS', Value: [center] },
    [tagKey(tags.windowWidth)]: { vr: 'DS', Value: [width] },
  };
}

/** Overlays of the image are shown where the state activates them (PS3.3 C.11.7). */
function withActivatedOverlays(header: DicomJson, state: DicomJson): DicomJson {
  return Object.fromEntries(
    Object.entries(header).filter(([key]) => {
      const group = Number.parseInt(key.slice(0, 4), 16);
      if (group < 0x6000 || group > 0x601e) return true;
      return jsonString(state, overlayTag(tags.overlayActivationLayer, group)) !== null;
    }),
  );
}
