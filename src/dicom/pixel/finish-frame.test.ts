import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../contract/failure.ts';
import type { DataSet } from '../dataset/data-set.ts';
import { encodeBase64 } from '../json/base64.ts';
import type { DicomJson } from '../json/dicom-json.ts';
import { finishFrame } from './finish-frame.ts';
import type { FinishedFrame, PixelType } from './finished-frame.ts';
import { finishedMetadata } from './finished-metadata.ts';
import { nativeFrame } from './native-frame.ts';
import { pixelDescriptionOf } from './pixel-description.ts';
import { seriesDtype } from './series-pixel-type.ts';

type Attributes = Record<string, [vr: string, ...values: unknown[]]>;
function header(attributes: Attributes): DicomJson {
  const all: Attributes = {
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280010': ['US', 1],
    '00280011': ['US', 2],
    '00280100': ['US', 16],
    '00280101': ['US', 16],
    '00280103': ['US', 0],
    ...attributes,
  };
  return Object.fromEntries(Object.entries(all).map(([key, [vr, ...Value]]) => [key, { vr, Value }]));
}
function pixels(bytes: readonly number[], vr = 'OW', littleEndian = true, tag = 0x7fe00010): DataSet {
  return { elements: new Map([[tag, { tag, vr, bytes: Uint8Array.from(bytes) }]]), littleEndian, characterSets: [] };
}
const words = (...values: number[]) => values.flatMap(value => [value & 0xff, (value >> 8) & 0xff]);

function finish(
  json: DicomJson,
  dataSet: DataSet,
  frameNumber = 1,
  dtype = seriesDtype([json]),
): Outcome<FinishedFrame> {
  const description = pixelDescriptionOf(json);
  if (!description.ok) return description;
  const frame = nativeFrame(dataSet, description.value, frameNumber);
  return frame.ok ? finishFrame(json, frameNumber, frame.value, dtype) : frame;
}
const arrays = { uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array, float32: Float32Array };
function values(outcome: Outcome<FinishedFrame>): { dtype: PixelType; values: number[] } {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  const { dtype, bytes } = outcome.value;
  return { dtype, values: [...new arrays[dtype](bytes.buffer)] };
}

describe('grey frames', () => {
  it('of CT become Hounsfield units in int16', () => {
    const ct = header({ '00280101': ['US', 12], '00281052': ['DS', -1024], '00281053': ['DS', 1] });
    expect(values(finish(ct, pixels(words(0, 4095))))).toEqual({ dtype: 'int16', values: [-1024, 3071] });
  });

  it('lose the bits outside Bits Stored and keep their sign', () => {
    // 12 bits, signed: 0x800 is -2048, 0x7ff is 2047; the upper nibble is an overlay
    const signed = header({ '00280101': ['US', 12], '00280102': ['US', 11], '00280103': ['US', 1] });
    expect(values(finish(signed, pixels(words(0xf800, 0xf7ff)))).values).toEqual([-2048, 2047]);
    // stored in the upper 12 bits
    const high = header({ '00280101': ['US', 12], '00280102': ['US', 15] });
    expect(values(finish(high, pixels(words(0xabc0, 0x001f)))).values).toEqual([0xabc, 1]);
  });

  it('take uint16 only when int16 cannot hold them, float32 when neither can', () => {
    expect(seriesDtype([header({})])).toBe('uint16');
    expect(seriesDtype([header({ '00280101': ['US', 15] })])).toBe('int16');
    expect(seriesDtype([header({ '00281052': ['DS', -1], '00281053': ['DS', 1] })])).toBe('float32');
    expect(seriesDtype([header({ '00280101': ['US', 8], '00280100': ['US', 8] })])).toBe('uint8');
    const slope = header({ '00281052': ['DS', 0], '00281053': ['DS', 0.5] });
    expect(seriesDtype([header({ '00280101': ['US', 12] }), slope])).toBe('float32');
    expect(values(finish(slope, pixels(words(3, 65535)))).values).toEqual([1.5, 32767.5]);
  });

  it('refuse a number type that would wrap around', () => {
    const outcome = finish(header({}), pixels(words(1, 2)), 1, 'int16');
    expect(outcome).toMatchObject({ ok: false, failure: { params: { reason: 'pixel-type-too-small' } } });
  });

  it('go through a Modality LUT, also with first value below zero', () => {
    const lut = { '00283002': { vr: 'SS', Value: [3, -1, 16] }, '00283006': { vr: 'US', Value: [10, 20, 40000] } };
    const json = header({ '00280103': ['US', 1], '00283000': ['SQ', lut] });
    expect(values(finish(json, pixels(words(-5, 9))))).toEqual({ dtype: 'uint16', values: [10, 40000] });
    expect(values(finish(json, pixels(words(-1, 0)))).values).toEqual([10, 20]);
  });

  it('take the rescale of their own frame', () => {
    const group = (slope: number, intercept: number) => ({
      '00289145': {
        vr: 'SQ',
        Value: [{ '00281053': { vr: 'DS', Value: [slope] }, '00281052': { vr: 'DS', Value: [intercept] } }],
      },
    });
    const json = header({
      '00280008': ['IS', 2],
      '00280101': ['US', 8],
      '52009230': ['SQ', group(2, 0), group(3, -1)],
    });
    expect(values(finish(json, pixels(words(1, 2, 1, 2)), 2))).toEqual({ dtype: 'int16', values: [2, 5] });
  });

  it('of one bit are unpacked across bytes', () => {
    const json = header({
      '00280010': ['US', 3],
      '00280011': ['US', 3],
      '00280008': ['IS', 2],
      '00280100': ['US', 1],
      '00280101': ['US', 1],
    });
    // 18 bits: the second frame starts at bit 9
    const frame = values(finish(json, pixels([0b1000_0001, 0b0000_0111, 0b10]), 2));
    expect(frame).toEqual({ dtype: 'uint8', values: [1, 1, 0, 0, 0, 0, 0, 0, 1] });
  });

  it('are read in big endian, and as floating point', () => {
    expect(values(finish(header({}), pixels([1, 0, 0, 2], 'OW', false))).values).toEqual([256, 2]);
    const float = header({ '00280100': ['US', 32] });
    float['00280101'] = { vr: 'US' };
    // IEEE 754: 0x3fc00000 is 1.5, 0xc0000000 is -2
    const data = pixels([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0], 'OF', true, 0x7fe00008);
    expect(values(finish(float, data))).toEqual({ dtype: 'float32', values: [1.5, -2] });
  });

  it('keep MONOCHROME1 as it is', () => {
    const json = header({ '00280004': ['CS', 'MONOCHROME1'], '00280101': ['US', 8] });
    expect(values(finish(json, pixels(words(0, 255)))).values).toEqual([0, 255]);
    expect(finishedMetadata(json, 'int16')['00280004']?.Value).toEqual(['MONOCHROME1']);
  });
});

describe('colour frames', () => {
  const colour = (photometric: string, planar = 0): DicomJson =>
    header({
      '00280002': ['US', 3],
      '00280004': ['CS', photometric],
      '00280006': ['US', planar],
      '00280100': ['US', 8],
      '00280101': ['US', 8],
    });

  it.each([
    ['RGB by pixel', colour('RGB'), [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]],
    ['RGB by plane', colour('RGB', 1), [1, 4, 2, 5, 3, 6], [1, 2, 3, 4, 5, 6]],
    // pure red is Y 76, Cb 85, Cr 255 in 8 bits (ITU-R BT.601, full range); white has no chroma
    ['YBR_FULL', colour('YBR_FULL'), [76, 85, 255, 255, 128, 128], [254, 0, 0, 255, 255, 255]],
    ['YBR_FULL_422', colour('YBR_FULL_422'), [255, 0, 128, 128], [255, 255, 255, 0, 0, 0]],
  ])('%s', (_, json, bytes, expected) => {
    expect(values(finish(json, pixels(bytes, 'OB'), 1, 'int16'))).toEqual({ dtype: 'uint8', values: expected });
  });

  it('of a palette take the upper byte of 16-bit entries', () => {
    const table = (tag: string, ...entries: number[]) => ({
      [`002811${tag}`]: { vr: 'US', Value: [2, 4, 16] },
      [`002812${tag}`]: { vr: 'OW', InlineBinary: encodeBase64(Uint8Array.from(words(...entries))) },
    });
    const json = {
      ...header({ '00280004': ['CS', 'PALETTE COLOR'], '00280100': ['US', 8], '00280101': ['US', 8] }),
      ...table('01', 0x1100, 0xff00),
      ...table('02', 0x2200, 0x8000),
      ...table('03', 0x3300, 0),
    };
    expect(values(finish(json, pixels([0, 9])))).toEqual({ dtype: 'uint8', values: [0x11, 0x22, 0x33, 0xff, 0x80, 0] });
  });

  it('in a space that cannot be converted are refused', () => {
    const outcome = finish(colour('CMYK'), pixels([1, 2, 3, 4, 5, 6], 'OB'));
    expect(outcome).toMatchObject({ ok: false, failure: { params: { tag: '(0028,0004)' } } });
  });
});

describe('hostile headers', () => {
  it.each([
    [
      'less pixel data than promised',
      header({ '00280010': ['US', 65535], '00280011': ['US', 65535] }),
      1,
      '(7FE0,0010)',
      'truncated',
    ],
    ['a frame that is not there', header({}), 2, '(0028,0008)', 'no-such-frame'],
    ['no rows', header({ '00280010': ['US', 0] }), 1, '(0028,0010)', 'missing-or-invalid'],
    ['odd cells', header({ '00280100': ['US', 12] }), 1, '(0028,0100)', 'missing-or-invalid'],
  ])('%s', (_, json, frameNumber, tag, reason) => {
    expect(finish(json, pixels(words(1, 2)), frameNumber)).toMatchObject({
      ok: false,
      failure: { params: { tag, reason } },
    });
  });
});

describe('an object without pixels', () => {
  it('is named by its SOP class', () => {
    const report = { '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.88.11'] } };
    expect(pixelDescriptionOf(report)).toMatchObject({
      ok: false,
      failure: { params: { tag: '(0028,0010)', reason: 'no-image', uid: '1.2.840.10008.5.1.4.1.1.88.11' } },
    });
    expect(pixelDescriptionOf({})).toMatchObject({ ok: false, failure: { params: { reason: 'no-image' } } });
  });
});

describe('finishedMetadata', () => {
  it('describes the finished frame of a CT', () => {
    const ct = header({
      '00280101': ['US', 12],
      '00280102': ['US', 11],
      '00280106': ['US', 0],
      '00280120': ['US', 0],
      '00281050': ['DS', 40, -600],
      '00281052': ['DS', -1024],
      '00281053': ['DS', 1],
      '00281054': ['LO', 'HU'],
    });
    const finished = finishedMetadata(ct, 'int16');
    const value = (key: string) => finished[key]?.Value;
    expect([value('00280100'), value('00280101'), value('00280102'), value('00280103')]).toEqual([
      [16],
      [16],
      [15],
      [1],
    ]);
    expect([value('00281052'), value('00281053'), value('00281054')]).toEqual([[0], [1], ['HU']]);
    expect(value('00281050')).toEqual([40, -600]);
    expect(finished['00280120']).toEqual({ vr: 'SS', Value: [-1024] });
    expect(finished['00280106']).toBeUndefined();
    // the given header is left alone
    expect(ct['00281052']?.Value).toEqual([-1024]);
  });

  it('reads a signed padding value that was written as US', () => {
    const ct = header({ '00280103': ['US', 1], '00280120': ['US', 63536] });
    expect(finishedMetadata(ct, 'int16')['00280120']).toEqual({ vr: 'SS', Value: [-2000] });
  });

  it('takes the rescale out of functional groups', () => {
    const group = {
      '00289145': {
        vr: 'SQ',
        Value: [
          {
            '00281053': { vr: 'DS', Value: [2] },
            '00281052': { vr: 'DS', Value: [1] },
            '00281054': { vr: 'LO', Value: ['US'] },
          },
        ],
      },
    };
    const finished = finishedMetadata(header({ '52009229': ['SQ', group] }), 'float32');
    expect(JSON.stringify(finished['52009229'])).toContain('"00281053":{"vr":"DS","Value":[1]}');
    expect(JSON.stringify(finished['52009229'])).toContain('"00281054":{"vr":"LO","Value":["US"]}');
    expect(finished['00280103']).toBeUndefined();
    expect(finished['00280100']?.Value).toEqual([32]);
  });

  it('describes colour as RGB by pixel', () => {
    const json = header({ '00280002': ['US', 1], '00280004': ['CS', 'PALETTE COLOR'], '00281101': ['US', 256, 0, 16] });
    const finished = finishedMetadata(json, 'int16');
    expect([finished['00280002']?.Value, finished['00280004']?.Value, finished['00280006']?.Value]).toEqual([
      [3],
      ['RGB'],
      [0],
    ]);
    expect([finished['00280100']?.Value, finished['00281101']]).toEqual([[8], undefined]);
  });
});
