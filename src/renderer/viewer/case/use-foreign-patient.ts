import { useCallback, useSyncExternalStore } from 'react';
import { isIdentifierOf, type Patient, type Reading } from '../../../contract/index.ts';
import type { FrameDescription, ImageSet } from '../../cornerstone/index.ts';

/** Who the images say they are of, when that is not the patient who is read; null while all is well. */
export function useForeignPatient(reading: Reading, shown: readonly ImageSet[]): Patient | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = shown.map(images => images.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    [shown],
  );
  const found = useSyncExternalStore(subscribe, () => {
    for (const images of shown) {
      const frame = images.description(0);
      if (frame && !isIdentifierOf(reading, images.displaySet.studyUid, frame.patient.patientId)) return frame;
    }
    return null;
  });
  return found && patientOf(found);
}

function patientOf({ patient }: FrameDescription): Patient {
  const [familyName = '', givenName = ''] = patient.name.split('^');
  const { patientId, birthDate, sex } = patient;
  return {
    patientId,
    issuer: null,
    familyName,
    givenName,
    birthDate,
    sex: sex === 'M' || sex === 'F' || sex === 'O' ? sex : null,
  };
}
