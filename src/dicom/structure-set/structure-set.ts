import { tags } from '../dataset/tags.ts';
import { type Vector3, vectorAt } from '../geometry/vector.ts';
import { type DicomJson, jsonItems, jsonNumber, jsonNumbers, jsonString, jsonUid } from '../json/dicom-json.ts';

/** A region of interest of an RT Structure Set (PS3.3 C.8.8.5, C.8.8.6). */
export interface StructureRegion {
  readonly number: number;
  readonly name: string;
  readonly frameOfReferenceUid: string | null;
  /** Closed planar contours, mm in patient space. */
  readonly contours: readonly (readonly Vector3[])[];
  /** Points, open lines and broken contours, which enclose nothing. */
  readonly otherContours: number;
}

/** `CLOSEDPLANAR_XOR` says in so many words what the others mean: a contour inside of another is a hole. */
const closed = new Set(['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR']);

/** The regions of a structure set in the order of their numbers; empty for a header that is none. */
export function structureRegionsOf(header: DicomJson): readonly StructureRegion[] {
  const items = jsonItems(header, tags.roiContourSequence);
  return jsonItems(header, tags.structureSetRoiSequence)
    .flatMap((roi): readonly StructureRegion[] => {
      const number = jsonNumber(roi, tags.roiNumber);
      if (number === null) return [];
      const own = items.filter(item => jsonNumber(item, tags.referencedRoiNumber) === number);
      const all = own.flatMap(item => jsonItems(item, tags.contourSequence));
      const contours = all.flatMap(contour => {
        const points = pointsOf(contour);
        return points === null ? [] : [points];
      });
      return [
        {
          number,
          name: jsonString(roi, tags.roiName) ?? '',
          frameOfReferenceUid: jsonUid(roi, tags.referencedFrameOfReferenceUid),
          contours,
          otherContours: all.length - contours.length,
        },
      ];
    })
    .sort((a, b) => a.number - b.number);
}

/** Null for what encloses nothing. */
function pointsOf(contour: DicomJson): readonly Vector3[] | null {
  if (!closed.has(jsonString(contour, tags.contourGeometricType) ?? '')) return null;
  const values = jsonNumbers(contour, tags.contourData);
  const points: Vector3[] = [];
  for (let at = 0; at < values.length; at += 3) {
    const point = vectorAt(values, at);
    if (point === null) return null;
    points.push(point);
  }
  return points.length < 3 ? null : points;
}
