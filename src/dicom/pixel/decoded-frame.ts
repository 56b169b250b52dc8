/** Cells of a frame, by the number type they are stored or decoded in. */
export type Cells =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/**
 * One frame after transport and codec, before any meaning is given to its values. Native pixel data and every codec give
 * this. What a codec changes (colour space, bits, planes) stands here and overrules the header.
 */
export interface DecodedFrame {
  /** Rows × columns × samples, in the machine's byte order, as stored: not masked, not sign-extended. */
  readonly cells: Cells;
  readonly samplesPerPixel: 1 | 3;
  /** Of `cells`: a codec that converts colours says RGB. Chroma is not subsampled: YBR_FULL_422 is already YBR_FULL. */
  readonly photometricInterpretation: string;
  readonly planarConfiguration: 0 | 1;
  /** Where in a cell the stored value is, and its sign; meaningless for floating-point cells. */
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}
