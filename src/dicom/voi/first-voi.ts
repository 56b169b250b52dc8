import { tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString } from '../json/dicom-json.ts';
import { paddingOf } from '../measure/padding.ts';
import { hounsfieldUnits, valueUnitOf } from '../measure/value-unit.ts';
import type { Cells } from '../pixel/decoded-frame.ts';
import { suvFactor } from '../suv/suv-factor.ts';
import { automaticWindow } from './automatic-window.ts';
import type { Voi } from './voi.ts';
import { voisOf } from './vois-of-image.ts';

/** What computed tomography is looked at with when nobody said otherwise: the window of soft tissue. */
const softTissue: Voi = {
  kind: 'window',
  window: { center: 40, width: 400, function: 'LINEAR' },
  explanation: '',
};

/** Uptakes by body weight from 0 to this are what PET is read at; windows of its files differ from slice to slice. */
const readUptake = 5;

/** Null where the header knows of no uptakes. One header is enough: a window needs no series. */
function uptakeVoi(header: DicomJson): Voi | null {
  if (jsonString(header, tags.modality) !== 'PT') return null;
  const scale = suvFactor(header, [header], 'bw');
  if (!scale.ok || !(scale.factor > 0)) return null;
  const width = readUptake / scale.factor;
  return { kind: 'window', window: { center: width / 2, width, function: 'LINEAR_EXACT' }, explanation: '' };
}

/**
 * What a grey frame (from 1) is shown with first: in PET from 0 to 5 SUV where it can be had; its own first table, else
 * its first window; in CT with Hounsfield units the window of soft tissue; else from its smallest to its largest value,
 * without padding. `vois` may be given where they are known already.
 */
export function firstVoiOf(
  header: DicomJson,
  frameNumber: number,
  values: Cells,
  vois: readonly Voi[] = voisOf(header, frameNumber),
): Voi {
  const uptake = uptakeVoi(header);
  if (uptake !== null) return uptake;
  const [first] = vois;
  if (first !== undefined) return first;
  const isTomography = jsonString(header, tags.modality) === 'CT';
  if (isTomography && valueUnitOf(header, frameNumber) === hounsfieldUnits) return softTissue;
  return { kind: 'window', window: automaticWindow(values, paddingOf(header, frameNumber)), explanation: '' };
}
