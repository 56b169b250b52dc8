/** Number type of finished pixels; one for a whole series. */
export type PixelType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'float32';

/** A frame after the modality transform and colour conversion: what the viewer gets, little endian. */
export interface FinishedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly dtype: PixelType;
  readonly samplesPerPixel: 1 | 3;
}

export type FinishedPixels =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>;

/** Room for finished values, all 0. */
export function emptyPixels(dtype: PixelType, length: number): FinishedPixels {
  switch (dtype) {
    case 'uint8':
      return new Uint8Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'float32':
      return new Float32Array(length);
  }
}
