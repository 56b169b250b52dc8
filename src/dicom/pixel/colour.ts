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
    default: {
      const samples = colourSamplesOf(frame);
      return samples.ok ? succeed(upperBytes(samples.value, frame.bitsStored)) : samples;
    }
  }
}

/** Interleaved RGB of a frame of three samples, in as many bits as it is stored in. */
export function colourSamplesOf(frame: DecodedFrame): Outcome<ColourSamples> {
  const values = storedValues(frame);
  if (values instanceof Float32Array || values instanceof Float64Array) {
    return pixelFailure(tags.photometricInterpretation, 'unsupported');
  }
  switch (frame.photometricInterpretation) {
    case 'RGB':
      return succeed(interleaved(values, frame));
    case 'YBR_FULL':
      return succeed(rgbFromYbr(interleaved(values, frame), frame.bitsStored, 0, 1, 1));
    case 'YBR_PARTIAL':
      // luminance from 16 to 235 and chrominance from 16 to 240 of 256 (PS3.3 C.7.6.3.1.2 as of 2016)
      return succeed(rgbFromYbr(interleaved(values, frame), frame.bitsStored, 16, 255 / 219, 255 / 224));
    default:
      return pixelFailure(tags.photometricInterpretation, 'unsupported');
  }
}

export type ColourSamples = Exclude<Cells, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;

function interleaved(values: ColourSamples, frame: DecodedFrame): ColourSamples {
  if (frame.planarConfiguration === 0) return values;
  const result = values.slice();
  const pixels = values.length / 3;
  for (let at = 0; at < values.length; at++) result[at] = values[(at % 3) * pixels + Math.floor(at / 3)] ?? 0;
  return result;
}

function upperBytes(samples: ColourSamples, bitsStored: number): Uint8Array<ArrayBuffer> {
  const shift = Math.max(0, bitsStored - 8);
  if (shift === 0 && samples instanceof Uint8Array) return samples.slice();
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at++) bytes[at] = (samples[at] ?? 0) >>> shift;
  return bytes;
}

/** PS3.3 C.7.6.3.1.2, YBR_FULL, solved for RGB; luminance starts at `black` of 256 and both are stretched first. */
function rgbFromYbr(
  samples: ColourSamples,
  bitsStored: number,
  black: number,
  luminance: number,
  chrominance: number,
): ColourSamples {
  const result = samples.slice();
  const middle = 2 ** (bitsStored - 1);
  const most = 2 ** bitsStored - 1;
  const offset = (black * 2 ** bitsStored) / 256;
  const within = (value: number) => Math.min(most, Math.max(0, Math.round(value)));
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const y = ((samples[at] ?? 0) - offset) * luminance;
    const blue = ((samples[at + 1] ?? 0) - middle) * chrominance;
    const red = ((samples[at + 2] ?? 0) - middle) * chrominance;
    result[at] = within(y + 1.402 * red);
    result[at + 1] = within(y - 0.344136 * blue - 0.714136 * red);
    result[at + 2] = within(y + 1.772 * blue);
  }
  return result;
}
