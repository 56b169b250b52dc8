import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimalString } from './encode-value.ts';
import { DicomWriteError, transferSyntaxes, type WritableDataSet, type WritableElement, writePart10 } from './write.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'part10-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function example(extra: readonly (readonly [number, WritableElement])[] = []): WritableDataSet {
  return new Map<number, WritableElement>([
    [0x7fe00010, { vr: 'OW', value: Uint16Array.of(0x0102, 0x0304, 0x0506, 0x0708) }],
    [0x00080005, { vr: 'CS', value: 'ISO_IR 192' }],
    [0x00080008, { vr: 'CS', value: ['DERIVED', 'SECONDARY'] }],
    [0x00080016, { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' }],
    [0x00080018, { vr: 'UI', value: '2.25.123' }],
    [
      0x00081140,
      {
        vr: 'SQ',
        value: [
          new Map<number, WritableElement>([
            [0x00081150, { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' }],
            [0x00104000, { vr: 'LT', value: 'âme' }],
          ]),
          new Map(),
        ],
      },
    ],
    [0x00100010, { vr: 'PN', value: 'Lefèvre-Nuñez^Zoë' }],
    [0x00180050, { vr: 'DS', value: [2.5, 1 / 3] }],
    [0x00186018, { vr: 'UL', value: 70000 }],
    [0x0018602c, { vr: 'FD', value: 0.015625 }],
    [0x00280009, { vr: 'AT', value: 0x00181063 }],
    [0x00280010, { vr: 'US', value: 2 }],
    [0x00280011, { vr: 'US', value: 2 }],
    [0x00280100, { vr: 'US', value: 16 }],
    [0x00280106, { vr: 'SS', value: -1024 }],
    ...extra,
  ]);
}

/** What DCMTK reads, one line for each element. */
function dump(bytes: Uint8Array, ...options: string[]): string {
  const file = join(folder, 'file.dcm');
  writeFileSync(file, bytes);
  expect(execFileSync('dcmftest', [file], { encoding: 'utf8' })).toMatch(/^yes:/);
  return execFileSync('dcmdump', ['+L', ...options, file], { encoding: 'utf8' });
}

describe.each([
  ['Little Endian Explicit', transferSyntaxes.explicitLittleEndian, 'defined'],
  ['Little Endian Implicit', transferSyntaxes.implicitLittleEndian, 'defined'],
  ['Big Endian Explicit', transferSyntaxes.explicitBigEndian, 'defined'],
  ['Little Endian Explicit', transferSyntaxes.explicitLittleEndian, 'undefined'],
  ['Little Endian Implicit', transferSyntaxes.implicitLittleEndian, 'undefined'],
] as const)('a file in %s, %s, sequences %s', (name, transferSyntaxUid, sequenceLength) => {
  it('is read by DCMTK with the values it was given', () => {
    const text = dump(writePart10(example(), { transferSyntaxUid, sequenceLength }));
    expect(text.split('# Dicom-Data-Set')[1]).toContain(`# Used TransferSyntax: ${name}`);
    expect(text).toMatch(/\(0002,0003\) UI \[2\.25\.123\]/);
    expect(text).toMatch(/\(0008,0008\) CS \[DERIVED\\SECONDARY\]/);
    expect(text).toMatch(/\(0010,0010\) PN \[Lefèvre-Nuñez\^Zoë\]\s+#\s+20,/);
    expect(text).toMatch(/\(0010,4000\) LT \[âme\]\s+#\s+4,/);
    expect(text).toMatch(/\(0018,0050\) DS \[2\.5\\0\.33333333333333\]/);
    expect(text).toMatch(/\(0018,6018\) UL 70000/);
    expect(text).toMatch(/\(0018,602c\) FD 0\.015625/);
    expect(text).toMatch(/\(0028,0009\) AT \(0018,1063\)/);
    // Implicit VR leaves open whether it is signed: DCMTK then shows the bits.
    expect(text).toMatch(/\(0028,0106\) (SS -1024|xs 64512)/);
    expect(text).toMatch(/\(7fe0,0010\) OW 0102\\0304\\0506\\0708/);
    expect(text.match(/\(fffe,e000\)/g)).toHaveLength(2);
  });
});

describe('file meta information', () => {
  it('has the length of its group', () => {
    const bytes = writePart10(example(), { transferSyntaxUid: transferSyntaxes.implicitLittleEndian });
    const view = new DataView(bytes.buffer);
    // (0002,0000) UL of 4 bytes lies behind preamble and prefix; the first element behind the group is (0008,0005).
    const end = 128 + 4 + 12 + view.getUint32(128 + 4 + 8, true);
    expect([view.getUint16(end, true), view.getUint16(end + 2, true)]).toEqual([0x0008, 0x0005]);
  });
});

describe('encapsulated pixel data', () => {
  it('keeps each fragment, padded to even length, behind a Basic Offset Table', () => {
    const dataSet = new Map(example());
    dataSet.set(0x7fe00010, {
      vr: 'OB',
      value: { fragments: [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)], offsets: [0, 12] },
    });
    const text = dump(writePart10(dataSet, { transferSyntaxUid: '1.2.840.10008.1.2.4.70' }));
    expect(text).toMatch(/\(fffe,e000\) pi 00\\00\\00\\00\\0c\\00\\00\\00/);
    expect(text).toMatch(/\(fffe,e000\) pi 01\\02\\03\\00/);
    expect(text).toMatch(/\(fffe,e000\) pi 04\\05/);
  });
});

describe('Latin-1', () => {
  it('has one byte for a character', () => {
    const text = dump(
      writePart10(example([[0x00080005, { vr: 'CS', value: 'ISO_IR 100' }]]), {
        transferSyntaxUid: transferSyntaxes.explicitLittleEndian,
      }),
      '+U8',
    );
    expect(text).toMatch(/Lefèvre-Nuñez\^Zoë/);
  });

  it('refuses a character it has not', () => {
    const dataSet = example([
      [0x00080005, { vr: 'CS', value: 'ISO_IR 100' }],
      [0x00100010, { vr: 'PN', value: 'Œuvrard' }],
    ]);
    expect(() => writePart10(dataSet, { transferSyntaxUid: transferSyntaxes.explicitLittleEndian })).toThrow(
      /\(0010,0010\)/,
    );
  });
});

describe('what cannot be written', () => {
  const refused: [string, number, WritableElement][] = [
    ['a US that is too large', 0x00280010, { vr: 'US', value: 65536 }],
    ['a fraction as US', 0x00280010, { vr: 'US', value: 1.5 }],
    ['a code string of 17 characters', 0x00080060, { vr: 'CS', value: 'ABCDEFGHIJKLMNOPQ' }],
    ['a separator inside a value', 0x00081030, { vr: 'LO', value: 'a\\b' }],
    ['a short element above 64 KB', 0x00280010, { vr: 'US', value: new Array(40000).fill(1) }],
    ['fragments in a native syntax', 0x7fe00010, { vr: 'OB', value: { fragments: [] } }],
    ['an element of the meta group', 0x00020010, { vr: 'UI', value: '1.2' }],
    ['a NaN', 0x00180050, { vr: 'DS', value: Number.NaN }],
  ];
  it.each(refused)('%s', (_, tag, element) => {
    expect(() =>
      writePart10(example([[tag, element]]), { transferSyntaxUid: transferSyntaxes.explicitLittleEndian }),
    ).toThrow(DicomWriteError);
  });

  it('a data set without SOP instance', () => {
    expect(() => writePart10(new Map(), { transferSyntaxUid: transferSyntaxes.explicitLittleEndian })).toThrow(
      /\(0008,0016\)/,
    );
  });
});

describe('decimal strings', () => {
  it.each([
    [0.1, '0.1'],
    [-1024, '-1024'],
    [-0, '0'],
    [1 / 3, '0.33333333333333'],
    [-1 / 3, '-0.3333333333333'],
    [1e-10 / 3, '3.3333333333e-11'],
  ])('%d is %s', (value, text) => {
    expect(formatDecimalString(value)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(16);
  });
});
