/** Number type of finished pixels; one for a whole series. */
export type PixelType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'float32';

/** A frame after the modality transform and colour conversion: what the viewer gets, little endian. */
export interface FinishedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly dtype: PixelType;
  readonly samplesPerPixel: 1 | 3;
}
