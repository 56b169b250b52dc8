/** How a data set is written, PS3.5 section 10 and annex A. */
export interface TransferSyntax {
  readonly uid: string;
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  /** True when pixel data stands in fragments of a codec's stream. */
  readonly encapsulated: boolean;
}

export const transferSyntaxUids = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
} as const;

/** JPIP with deflate, PS3.5 A.7. */
const jpipDeflated = new Set(['1.2.840.10008.1.2.4.95', '1.2.840.10008.1.2.4.205']);

/** All that are not one of the four native ones are Explicit VR Little Endian around a codec's stream (PS3.5 A.4). */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const { implicitLittleEndian, explicitLittleEndian, deflatedExplicitLittleEndian, explicitBigEndian } =
    transferSyntaxUids;
  const native =
    uid === implicitLittleEndian ||
    uid === explicitLittleEndian ||
    uid === deflatedExplicitLittleEndian ||
    uid === explicitBigEndian;
  return {
    uid,
    explicitVr: uid !== implicitLittleEndian,
    littleEndian: uid !== explicitBigEndian,
    deflated: uid === deflatedExplicitLittleEndian || jpipDeflated.has(uid),
    encapsulated: !native,
  };
}
