import type { QidoQuery } from '../study-cache.ts';

type Key = Exclude<keyof QidoQuery, 'limit' | 'offset'>;

/** The matching keys that the index knows, by keyword and by tag (PS3.18 section 8.3.4). */
const keys: Readonly<Record<string, Key>> = {
  StudyInstanceUID: 'studyUid',
  '0020000D': 'studyUid',
  SeriesInstanceUID: 'seriesUid',
  '0020000E': 'seriesUid',
  SOPInstanceUID: 'sopInstanceUid',
  '00080018': 'sopInstanceUid',
  PatientID: 'patientId',
  '00100020': 'patientId',
  PatientName: 'patientName',
  '00100010': 'patientName',
  AccessionNumber: 'accession',
  '00080050': 'accession',
  Modality: 'modality',
  '00080060': 'modality',
  ModalitiesInStudy: 'modality',
  '00080061': 'modality',
  StudyDate: 'studyDate',
  '00080020': 'studyDate',
};

const uids = /^[0-9.]{1,64}([\\,][0-9.]{1,64})*$/;
const text = /^[^\p{Cc}]{0,256}$/u;
const syntax: Readonly<Record<Key, RegExp>> = {
  studyUid: uids,
  seriesUid: uids,
  sopInstanceUid: uids,
  patientId: text,
  patientName: text,
  accession: text,
  modality: text,
  studyDate: /^(\d{8}(-(\d{8})?)?|-\d{8})$/,
};

export type ParsedQuery =
  | {
      readonly ok: true;
      readonly query: QidoQuery;
      /** Parameters that were not heeded; said in a Warning header as PS3.18 8.3.4.4 and 10.6.1.2 want it. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly field: string };

/** Reads the parameters of a search; `path` holds the UIDs that stand in the path and cannot be given again. */
export function parseQuery(parameters: URLSearchParams, path: { studyUid?: string; seriesUid?: string }): ParsedQuery {
  const query: { -readonly [key in Key]?: string } & { limit?: number; offset?: number } = { ...path };
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (name === 'limit' || name === 'offset') {
      if (!/^\d{1,9}$/.test(value) || query[name] !== undefined) return { ok: false, field: name };
      query[name] = Number(value);
      continue;
    }
    // All attributes that the index has are always given.
    if (name === 'includefield') continue;
    const key = keys[name] ?? keys[name.toUpperCase()];
    if (key === undefined) {
      if (name !== 'fuzzymatching' || value !== 'false') ignored.push(name.slice(0, 64));
      continue;
    }
    // An empty value is universal matching (PS3.4 C.2.2.2.3).
    if (value === '') continue;
    if (query[key] !== undefined || !syntax[key].test(value)) return { ok: false, field: name };
    query[key] = value;
  }
  return { ok: true, query, ignored };
}
