import { type Outcome, succeed } from '../../contract/failure.ts';
import { tags } from '../dataset/tags.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import type { Cells, DecodedFrame } from './decoded-frame.ts';
import { channelOf, paletteOf } from './palette.ts';
import { pixelFailure } from './pixel-description.ts';
import { storedValues } from './stored-values.ts';

/** Interleaved RGB, 8 bits a sample, of a colour frame in any of the supported photometric interpretations. */
export function rgbOf(header: DicomJson, frame: DecodedFrame): Outcome<Uint8Array<ArrayBuffer>> {
  const values = storedValues(frame);
  switch (frame.photometricInterpretation) {
    case 'PALETTE COLOR': {
      const palette = paletteOf(header, frame.signed);
      if (palette === null) return pixelFailure(tags.redPaletteColorLookupTableData, 'missing-or-invalid');
      const { red, green, blue } = palette;
      const rgb = new Uint8Array(values.length * 3);
      for (let at = 0; at < values.length; at++) {
        const value = values[at] ?? 0;
        rgb[3 * at] = channelOf(red, value);
        rgb[3 * at + 1] = channelOf(green, value);
        rgb[3 * at + 2] = channelOf(blue, value);
      }
      return succeed(rgb);
    }
    case 'RGB':
      return succeed(interleaved(values, frame));
    case 'YBR_FULL':
      return succeed(rgbFromYbr(interleaved(values, frame)));
    default:
      return pixelFailure(tags.photometricInterpretation, 'unsupported');
  }
}

/** Colour by pixel, the upper 8 bits of each sample. */
function interleaved(values: Cells, frame: DecodedFrame): Uint8Array<ArrayBuffer> {
  const shift = Math.max(0, frame.bitsStored - 8);
  const result = new Uint8Array(values.length);
  const pixels = values.length / 3;
  for (let at = 0; at < values.length; at++) {
    const from = frame.planarConfiguration === 1 ? (at % 3) * pixels + Math.floor(at / 3) : at;
    result[at] = (values[from] ?? 0) >> shift;
  }
  return result;
}

/** PS3.3 C.7.6.3.1.2, YBR_FULL, solved for RGB; in place. */
function rgbFromYbr(samples: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const clamped = new Uint8ClampedArray(samples.buffer);
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const y = samples[at] ?? 0;
    const blue = (samples[at + 1] ?? 0) - 128;
    const red = (samples[at + 2] ?? 0) - 128;
    clamped[at] = y + 1.402 * red;
    clamped[at + 1] = y - 0.344136 * blue - 0.714136 * red;
    clamped[at + 2] = y + 1.772 * blue;
  }
  return samples;
}
