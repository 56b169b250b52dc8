import { fail, succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Linking the patient of the open case with the same person at another site. */
export function patientProcedures({ patientLinking, readingCase }: Services) {
  const openReading = (readingId: string) => {
    const { reading } = readingCase.current.value;
    return reading?.id === readingId ? reading : null;
  };
  const unknown = (readingId: string) => fail('reading-unknown', { reading: readingId });
  return {
    search: procedures.patients.search.handler(async ({ input: { text }, signal }) =>
      succeed(await patientLinking.search(text, signal ?? new AbortController().signal)),
    ),
    link: procedures.patients.link.handler(({ input: { readingId, patient, other } }) => {
      const reading = openReading(readingId);
      return reading ? patientLinking.link(reading, patient, other) : unknown(readingId);
    }),
    unlink: procedures.patients.unlink.handler(({ input: { readingId, linkId } }) => {
      const reading = openReading(readingId);
      return reading ? patientLinking.unlink(reading, linkId) : unknown(readingId);
    }),
  };
}
