import type { DicomJson } from '../json/dicom-json.ts';

/** Key Object Selection Document Storage (PS3.6 annex A). */
const keyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59';

/**
 * Document titles (PS3.16 CID 7010, 7011) that withdraw what the document refers to (IHE RAD IOCM, RAD-66): for its
 * quality, for the patient's safety, because of a wrong worklist entry, or because its time of storage is over.
 */
const rejectionTitles = new Set(['113001', '113037', '113038', '113039']);

/**
 * SOP Instance UIDs that rejection notes among these headers withdraw from use, and the notes themselves. Nobody may
 * read them as images of the patient; the originals stay where they are.
 */
export function rejectedInstances(headers: readonly DicomJson[]): ReadonlySet<string> {
  const rejected = new Set<string>();
  for (const header of headers) {
    if (firstText(header, '00080016') !== keyObjectSelection || !isRejection(header)) continue;
    const note = firstText(header, '00080018');
    if (note !== null) rejected.add(note);
    // Current Requested Procedure Evidence Sequence > Referenced Series Sequence > Referenced SOP Sequence
    for (const study of items(header, '0040A375')) {
      for (const series of items(study, '00081115')) {
        for (const instance of items(series, '00081199')) {
          const uid = firstText(instance, '00081155');
          if (uid !== null) rejected.add(uid);
        }
      }
    }
  }
  return rejected;
}

/** Concept Name Code Sequence (0040,A043) of the root is the document's title (PS3.3 C.17.6.2). */
function isRejection(header: DicomJson): boolean {
  return items(header, '0040A043').some(
    code => firstText(code, '00080102') === 'DCM' && rejectionTitles.has(firstText(code, '00080100') ?? ''),
  );
}

function items(dataSet: DicomJson, tag: string): readonly DicomJson[] {
  return (dataSet[tag]?.Value ?? []).filter(value => typeof value === 'object' && value !== null) as DicomJson[];
}

function firstText(dataSet: DicomJson, tag: string): string | null {
  const value = dataSet[tag]?.Value?.[0];
  return typeof value === 'string' ? value : null;
}
