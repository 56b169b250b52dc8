import { describe, expect, it } from 'vitest';
import type { DataElement, DataSet } from '../dataset/data-set.ts';
import * as json from './dicom-json.ts';
import { dicomJsonOf } from './from-data-set.ts';

const encode = (text: string) => new TextEncoder().encode(text);
function dataSet(...elements: DataElement[]): DataSet {
  return {
    elements: new Map(elements.map(element => [element.tag, element])),
    littleEndian: true,
    characterSets: ['ISO_IR 192'],
  };
}

describe('dicomJsonOf', () => {
  it('writes the DICOM JSON model of PS3.18 annex F', () => {
    const none = new Uint8Array();
    const result = dicomJsonOf(
      dataSet(
        { tag: 0x00280010, vr: 'US', bytes: Uint8Array.from([0, 2]) },
        { tag: 0x00080000, vr: 'UL', bytes: Uint8Array.from([1, 0, 0, 0]) },
        { tag: 0x00080005, vr: 'CS', bytes: encode('ISO_IR 100') },
        { tag: 0x00100010, vr: 'PN', bytes: encode('Wang^XiaoDong=王^小东=') },
        { tag: 0x00100020, vr: 'LO', bytes: none },
        { tag: 0x00280030, vr: 'DS', bytes: encode('0.5\\\\abc') },
        { tag: 0x00281101, vr: 'US', bytes: Uint8Array.from([0, 1, 0, 0, 16, 0]) },
        {
          tag: 0x00081140,
          vr: 'SQ',
          bytes: none,
          items: [dataSet({ tag: 0x00081155, vr: 'UI', bytes: encode('1.2\0') })],
        },
        { tag: 0x00280009, vr: 'AT', bytes: Uint8Array.from([0x18, 0, 0x63, 0x10]) },
        { tag: 0x00189087, vr: 'FD', bytes: Uint8Array.from([0, 0, 0, 0, 0, 0, 0xf8, 0x7f]) },
        { tag: 0x00283006, vr: 'OW', bytes: Uint8Array.from([1, 0, 0, 1]) },
        { tag: 0x7fe00010, vr: 'OW', bytes: Uint8Array.from([1, 2]) },
      ),
    );
    expect(result).toEqual({
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' }] },
      '00100020': { vr: 'LO' },
      '00189087': { vr: 'FD', Value: ['NaN'] },
      '00280009': { vr: 'AT', Value: ['00181063'] },
      '00280010': { vr: 'US', Value: [512] },
      '00280030': { vr: 'DS', Value: [0.5, null, 'abc'] },
      '00281101': { vr: 'US', Value: [256, 0, 16] },
      // printf '\1\0\0\1' | base64
      '00283006': { vr: 'OW', InlineBinary: 'AQAAAQ==' },
    });
    expect(json.isDicomJson(result)).toBe(true);
  });
});

describe('reading DICOM JSON of a stranger', () => {
  it('gives values only of the right kind', () => {
    const stranger: json.DicomJson = {
      '00100020': { vr: 'LO', Value: [{ a: 1 }, 'X', 3, null] },
      '00280030': { vr: 'DS', Value: ['0.5', 0.25] },
      '0020000D': { vr: 'UI', Value: ['1.2/../3'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'A^B', Phonetic: 7 }] },
      '00081140': { vr: 'SQ', Value: ['no item', { '00081155': { vr: 'UI', Value: ['1.2'] } }] },
      '00100030': { vr: 'DA', Value: ['19700230'] },
    };
    expect(json.jsonStrings(stranger, 0x00100020)).toEqual(['', 'X', '3', '']);
    expect(json.jsonString(stranger, 0x00100020)).toBeNull();
    expect(json.jsonVector(stranger, 0x00280030, 2)).toEqual([0.5, 0.25]);
    expect(json.jsonVector(stranger, 0x00280030, 3)).toBeNull();
    expect(json.jsonUid(stranger, 0x0020000d)).toBeNull();
    expect(json.jsonPersonName(stranger, 0x00100010)).toEqual({ alphabetic: 'A^B', ideographic: '', phonetic: '' });
    expect(json.jsonItems(stranger, 0x00081140)).toHaveLength(1);
    expect(json.jsonDate(stranger, 0x00100030)).toBeNull();
    expect(json.jsonNumber(stranger, 0x00280010)).toBeNull();
  });

  it.each([
    [null],
    [[]],
    ['x'],
    [{ '0010': { vr: 'LO' } }],
    [{ '00100020': { Value: [] } }],
    [{ '00100020': { vr: 'LO', Value: 'x' } }],
  ])('refuses %j', value => {
    expect(json.isDicomJson(value)).toBe(false);
  });
});
