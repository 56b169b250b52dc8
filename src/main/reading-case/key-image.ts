import {
  fail,
  goesBy,
  type ImageReference,
  type KeyImage,
  type Outcome,
  type Reading,
  succeed,
} from '../../contract/index.ts';
import type { CachedInstance } from '../cache/index.ts';

/**
 * The image that a reader marks, as the stored instance describes itself: of the patient and the study that are read, and
 * here. Refused with `key-image-refused` and the reason.
 */
export function keyImageOf(
  { patient, study }: Pick<Reading, 'patient' | 'study'>,
  image: ImageReference,
  instances: readonly CachedInstance[],
): Outcome<KeyImage> {
  if (!goesBy(patient, image.patientId)) return fail('key-image-refused', { reason: 'patient-differs' });
  if (study?.studyUid !== image.studyUid) return fail('key-image-refused', { reason: 'other-study' });
  const instance = instances.find(({ sopInstanceUid }) => sopInstanceUid === image.sopInstanceUid);
  if (!instance || image.frameNumber > instance.numberOfFrames) {
    return fail('key-image-refused', { reason: 'not-here' });
  }
  const { seriesUid, sopClassUid, numberOfFrames } = instance;
  return succeed({ ...image, seriesUid, sopClassUid, numberOfFrames });
}
