import { tagKey, tags } from '../dataset/tags.ts';
import { type DicomJson, jsonString } from '../json/dicom-json.ts';

/** What a compressed stream says of its image where the header around it can be silent, or left from before. */
export interface StreamFacts {
  /** Its samples have a sign. */
  readonly signed: boolean;
  /** It is of a process that loses information. */
  readonly lossy: boolean;
}

/**
 * The header with what the stream knows better: a sign that Pixel Representation denies, and that the image is lossy
 * (PS3.3 C.7.6.1.1.5). What was lost before this stream was made only the header can tell, and it stays said.
 */
export function withStreamFacts(header: DicomJson, { signed, lossy }: StreamFacts): DicomJson {
  const pixelRepresentation = tagKey(tags.pixelRepresentation);
  return {
    ...header,
    ...(signed && header[pixelRepresentation] !== undefined && { [pixelRepresentation]: { vr: 'US', Value: [1] } }),
    ...(lossy && { [tagKey(tags.lossyImageCompression)]: { vr: 'CS', Value: ['01'] } }),
  };
}

/** Whether the image was ever compressed with loss, by its header. */
export function isLossy(header: DicomJson): boolean {
  return jsonString(header, tags.lossyImageCompression) === '01';
}
