import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../contract/failure.ts';
import type { Part10File } from '../dataset/data-set.ts';
import { numbersOf, stringOf, stringsOf } from '../dataset/values.ts';
import { readPart10 } from './read.ts';

// Files are put together by hand here, so that the reader is not tested against this program's own writer.
type Bytes = readonly number[];
const u16 = (value: number, be = false): Bytes => (be ? [value >> 8, value & 0xff] : [value & 0xff, value >> 8]);
const u32 = (value: number, be = false): Bytes => {
  const bytes = [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
  return be ? bytes.reverse() : bytes;
};
const text = (value: string): Bytes => [...value].map(letter => letter.charCodeAt(0));
const tag = (value: number, be = false) => [...u16(value >>> 16, be), ...u16(value & 0xffff, be)];
/** Explicit VR, 2-byte length. */
const short = (t: number, vr: string, value: Bytes, be = false) => [
  ...tag(t, be),
  ...text(vr),
  ...u16(value.length, be),
  ...value,
];
/** Explicit VR, 4-byte length. */
const long = (t: number, vr: string, value: Bytes, length = value.length) => [
  ...tag(t),
  ...text(vr),
  0,
  0,
  ...u32(length),
  ...value,
];
const implicit = (t: number, value: Bytes, length = value.length) => [...tag(t), ...u32(length), ...value];
const undefinedLength = 0xffffffff;
const itemOf = (value: Bytes, length = value.length) => [...tag(0xfffee000), ...u32(length), ...value];
const itemEnd = [...tag(0xfffee00d), ...u32(0)];
const sequenceEnd = [...tag(0xfffee0dd), ...u32(0)];
function file(syntax: string, body: Bytes): Uint8Array<ArrayBuffer> {
  const uid = text(syntax.length % 2 === 0 ? syntax : `${syntax}\0`);
  return Uint8Array.from([...new Array(128).fill(0), ...text('DICM'), ...short(0x00020010, 'UI', uid), ...body]);
}
const explicitLittle = '1.2.840.10008.1.2.1';
const implicitLittle = '1.2.840.10008.1.2';
const explicitBig = '1.2.840.10008.1.2.2';
const deflated = '1.2.840.10008.1.2.1.99';
const jpeg = '1.2.840.10008.1.2.4.50';

function value(outcome: Outcome<Part10File>): Part10File {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}
function params(outcome: Outcome<Part10File>) {
  if (outcome.ok) throw new Error('was read');
  expect(outcome.failure.code).toBe('instance-unreadable');
  return outcome.failure.params;
}

const patientId = short(0x00100020, 'LO', text('ABC '));
const rows = short(0x00280010, 'US', u16(512));
const pixels = long(0x7fe00010, 'OW', [1, 2, 3, 4]);

describe('readPart10', () => {
  it('reads explicit little endian', () => {
    const { dataSet, transferSyntaxUid } = value(readPart10(file(explicitLittle, [...patientId, ...rows, ...pixels])));
    expect(transferSyntaxUid).toBe(explicitLittle);
    expect(stringOf(dataSet, 0x00100020)).toBe('ABC');
    expect(numbersOf(dataSet, 0x00280010)).toEqual([512]);
    expect([...(dataSet.elements.get(0x7fe00010)?.bytes ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('reads explicit big endian', () => {
    const body = [...short(0x00100020, 'LO', text('AB'), true), ...short(0x00280010, 'US', u16(512, true), true)];
    const { dataSet } = value(readPart10(file(explicitBig, body)));
    expect(stringOf(dataSet, 0x00100020)).toBe('AB');
    expect(numbersOf(dataSet, 0x00280010)).toEqual([512]);
  });

  it('takes the VR of implicit data sets from the dictionary and the pixel representation', () => {
    const body = [
      ...implicit(0x00280103, u16(1)),
      ...implicit(0x00280120, u16(0xf830)),
      ...implicit(0x60021001, text('CS')),
      ...implicit(0x00091001, text('?? ')),
    ];
    const { dataSet } = value(readPart10(file(implicitLittle, body)));
    // 0xf830 is -2000 in two's complement
    expect(numbersOf(dataSet, 0x00280120)).toEqual([-2000]);
    expect(dataSet.elements.get(0x60021001)?.vr).toBe('CS');
    expect(dataSet.elements.get(0x00091001)?.vr).toBe('UN');
  });

  it.each([
    ['defined', long(0x00081140, 'SQ', itemOf(patientId))],
    [
      'undefined',
      long(0x00081140, 'SQ', [...itemOf([...patientId, ...itemEnd], undefinedLength), ...sequenceEnd], undefinedLength),
    ],
    [
      'unknown VR',
      long(0x00081140, 'UN', [...itemOf(implicit(0x00100020, text('ABC '))), ...sequenceEnd], undefinedLength),
    ],
    ['unknown VR of defined length', long(0x00081140, 'UN', itemOf(implicit(0x00100020, text('ABC '))))],
  ])('reads sequences of %s length', (_, sequence) => {
    const { dataSet } = value(readPart10(file(explicitLittle, [...sequence, ...rows])));
    const items = dataSet.elements.get(0x00081140)?.items ?? [];
    expect(items.map(item => stringOf(item, 0x00100020))).toEqual(['ABC']);
    expect(numbersOf(dataSet, 0x00280010)).toEqual([512]);
  });

  it('hands the character set down to items', () => {
    const item = itemOf(short(0x00104000, 'LT', [0xe9, 0x20]));
    const body = [...short(0x00080005, 'CS', text('ISO_IR 100')), ...long(0x00081140, 'SQ', item)];
    const { dataSet } = value(readPart10(file(explicitLittle, body)));
    const [nested] = dataSet.elements.get(0x00081140)?.items ?? [];
    expect(nested?.characterSets).toEqual(['ISO_IR 100']);
    expect(nested === undefined ? null : stringOf(nested, 0x00104000)).toBe('é');
  });

  it('gives the fragments of encapsulated pixel data', () => {
    const fragments = [...itemOf([]), ...itemOf([0xff, 0xd8]), ...itemOf([0xff, 0xd9]), ...sequenceEnd];
    const { dataSet } = value(readPart10(file(jpeg, long(0x7fe00010, 'OB', fragments, undefinedLength))));
    expect(dataSet.elements.get(0x7fe00010)?.fragments?.map(fragment => [...fragment])).toEqual([
      [],
      [0xff, 0xd8],
      [0xff, 0xd9],
    ]);
  });

  it('reads deflated data sets through the given inflate, and refuses them without', () => {
    const bytes = file(deflated, [...deflateRawSync(Uint8Array.from([...patientId, ...rows]))]);
    const inflate = (data: Uint8Array, maxOutputLength: number) => inflateRawSync(data, { maxOutputLength });
    expect(stringOf(value(readPart10(bytes, { inflate })).dataSet, 0x00100020)).toBe('ABC');
    expect(params(readPart10(bytes))).toEqual({ tag: '(0002,0010)', reason: 'deflated' });
    expect(params(readPart10(bytes.slice(0, -4), { inflate })).reason).toBe('inflate-failed');
  });

  it('stops before pixel data on demand, also where the file is cut off in it', () => {
    const cut = file(explicitLittle, [...rows, ...pixels]).slice(0, -2);
    expect(params(readPart10(cut))).toEqual({ tag: '(7FE0,0010)', reason: 'truncated' });
    const { dataSet } = value(readPart10(cut, { stopBeforePixelData: true }));
    expect([...dataSet.elements.keys()]).toEqual([0x00280010]);
  });

  it('ignores zeros after the last element and the second of two equal elements', () => {
    const body = [...patientId, ...short(0x00100020, 'LO', text('XY')), ...new Array(100).fill(0)];
    expect(stringsOf(value(readPart10(file(explicitLittle, body))).dataSet, 0x00100020)).toEqual(['ABC']);
  });

  const deep = Array.from({ length: 80 }).reduce<Bytes>(
    inner => long(0x00081140, 'SQ', itemOf([...inner, ...itemEnd], undefinedLength), undefinedLength),
    [],
  );
  it.each([
    ['nothing', new Uint8Array(0), '(0000,0000)', 'not-dicom'],
    ['text', new TextEncoder().encode('hello'.repeat(100)), '(0000,0000)', 'not-dicom'],
    ['no data set', file(explicitLittle, []), '(0000,0000)', 'empty'],
    [
      'an element longer than the file',
      file(explicitLittle, long(0x00081140, 'OB', [1], 0x7fffffff)),
      '(0008,1140)',
      'truncated',
    ],
    [
      'a sequence without its end',
      file(explicitLittle, long(0x00081140, 'SQ', [], undefinedLength)),
      '(0008,1140)',
      'truncated',
    ],
    [
      'an item longer than its sequence',
      file(explicitLittle, [...long(0x00081140, 'SQ', itemOf(rows, 99)), ...new Array(200).fill(1)]),
      '(0008,1140)',
      'truncated',
    ],
    ['no item where one must be', file(explicitLittle, long(0x00081140, 'SQ', rows)), '(0008,1140)', 'not-an-item'],
    ['deep nesting', file(explicitLittle, deep), '(0008,1140)', 'nested-too-deep'],
    ['a stray item', file(explicitLittle, [...rows, ...itemOf([])]), '(0028,0010)', 'unexpected-delimiter'],
    [
      'undefined length of a text',
      file(explicitLittle, long(0x00104000, 'UT', [], undefinedLength)),
      '(0010,4000)',
      'undefined-length',
    ],
    [
      'fragments that never end',
      file(jpeg, long(0x7fe00010, 'OB', itemOf([1, 2]), undefinedLength)),
      '(7FE0,0010)',
      'truncated',
    ],
  ])('refuses %s, naming tag and reason', (_, bytes, where, reason) => {
    expect(params(readPart10(bytes))).toEqual({ tag: where, reason });
  });

  it('survives every truncation and thousands of broken bytes', () => {
    const sequence = long(
      0x00081140,
      'SQ',
      [...itemOf([...patientId, ...itemEnd], undefinedLength), ...sequenceEnd],
      undefinedLength,
    );
    const whole = file(explicitLittle, [
      ...sequence,
      ...long(0x00082112, 'SQ', itemOf(rows)),
      ...patientId,
      ...rows,
      ...pixels,
    ]);
    for (let length = 0; length < whole.length; length++) {
      const outcome = readPart10(whole.subarray(0, length));
      if (!outcome.ok) expect(outcome.failure.params.reason).not.toBe('unexpected');
    }
    let seed = 12345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
    let refused = 0;
    for (let round = 0; round < 5000; round++) {
      const bytes = whole.slice();
      for (let flips = 0; flips < 3; flips++) bytes[132 + random(whole.length - 132)] = random(256);
      const outcome = readPart10(bytes);
      if (outcome.ok) continue;
      refused += 1;
      expect(outcome.failure.params.reason).not.toBe('unexpected');
    }
    expect(refused).toBeGreaterThan(1000);
  });
});

it('passes over a second delimiter behind encapsulated pixel data', () => {
  const fragments = [...itemOf([]), ...itemOf([0xff, 0xd8]), ...sequenceEnd];
  const bytes = file(jpeg, [...long(0x7fe00010, 'OB', fragments, undefinedLength), ...sequenceEnd]);
  expect(value(readPart10(bytes)).dataSet.elements.get(0x7fe00010)?.fragments).toHaveLength(2);
});

describe('a file without preamble and prefix', () => {
  const ct = text('1.2.840.10008.5.1.4.1.1.2\0');

  it.each([
    ['implicit', implicitLittle, [...implicit(0x00080016, ct), ...implicit(0x00280010, u16(512))]],
    ['explicit', explicitLittle, [...short(0x00080016, 'UI', ct), ...rows]],
  ])('is read as a bare data set, %s VR', (_, syntax, body) => {
    const { transferSyntaxUid, dataSet } = value(readPart10(Uint8Array.from(body)));
    expect(transferSyntaxUid).toBe(syntax);
    expect(numbersOf(dataSet, 0x00280010)).toEqual([512]);
  });

  it('is read when it starts with its file meta information', () => {
    const bytes = file(implicitLittle, implicit(0x00280010, u16(512))).subarray(132);
    const { transferSyntaxUid, dataSet } = value(readPart10(bytes));
    expect(transferSyntaxUid).toBe(implicitLittle);
    expect(numbersOf(dataSet, 0x00280010)).toEqual([512]);
  });

  it('is no DICOM when it does not say what it is', () => {
    const bytes = Uint8Array.from(implicit(0x00080018, text('1.2.3\0')));
    expect(params(readPart10(bytes))).toEqual({ tag: '(0000,0000)', reason: 'not-dicom' });
  });
});
