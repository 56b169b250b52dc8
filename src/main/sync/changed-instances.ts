import type { DicomJson } from '../cache/index.ts';

/**
 * What tells another version of an instance under the same UID: when it was made, whom it shows, where its pixels lie and
 * what they mean. Tags as in the DICOM JSON model (PS3.18 annex F).
 */
const telling: readonly string[] = [
  '00080012', // Instance Creation Date
  '00080013', // Instance Creation Time
  '00080021', // Series Date
  '00080022', // Acquisition Date
  '00080023', // Content Date
  '00080032', // Acquisition Time
  '00080033', // Content Time
  '00080050', // Accession Number
  '00080060', // Modality
  '0008103E', // Series Description
  '00100010', // Patient's Name
  '00100020', // Patient ID
  '00100030', // Patient's Birth Date
  '00100040', // Patient's Sex
  '00180050', // Slice Thickness
  '00181164', // Imager Pixel Spacing
  '00185100', // Patient Position
  '00200013', // Instance Number
  '00200020', // Patient Orientation
  '00200032', // Image Position (Patient)
  '00200037', // Image Orientation (Patient)
  '00200052', // Frame of Reference UID
  '00200060', // Laterality
  '00200062', // Image Laterality
  '00280008', // Number of Frames
  '00280010', // Rows
  '00280011', // Columns
  '00280030', // Pixel Spacing
  '00281050', // Window Center
  '00281051', // Window Width
  '00281052', // Rescale Intercept
  '00281053', // Rescale Slope
];

const sopInstanceUid = '00080018';

type Header = Readonly<Record<string, { readonly Value?: readonly unknown[] | undefined } | undefined>>;

/**
 * SOP Instance UIDs that are here in another version than the PACS describes now (WADO-RS metadata). What the PACS leaves
 * out of its description says nothing; pixels that alone are others cannot be seen from it.
 */
export function changedInstances(here: readonly DicomJson[], there: readonly Header[]): string[] {
  const stored = new Map(here.map(header => [uidOf(header as Header), header as Header]));
  return there.flatMap(header => {
    const uid = uidOf(header);
    const own = uid === null ? undefined : stored.get(uid);
    if (uid === null || own === undefined) return [];
    const differs = telling.some(tag => {
      const said = valuesOf(header, tag);
      return said !== null && said !== (valuesOf(own, tag) ?? '');
    });
    return differs ? [uid] : [];
  });
}

function uidOf(header: Header): string | null {
  const [uid] = header[sopInstanceUid]?.Value ?? [];
  return typeof uid === 'string' ? uid.trim() : null;
}

/** Values in one form: servers write DS and IS as numbers or text, and pad or cut text as they like. Null without any. */
function valuesOf(header: Header, tag: string): string | null {
  const values = header[tag]?.Value ?? [];
  return values.length === 0 ? null : values.map(written).join('\\');
}

function written(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null) {
    const { Alphabetic = '' } = value as { Alphabetic?: unknown };
    return String(Alphabetic).replace(/[\s^]+$/, '');
  }
  const text = String(value ?? '').trim();
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
