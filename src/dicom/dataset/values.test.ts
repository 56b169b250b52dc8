import { describe, expect, it } from 'vitest';
import type { DataElement, DataSet } from './data-set.ts';
import { dictionaryVr, implicitVr } from './dictionary.ts';
import { formatTag } from './tags.ts';
import * as values from './values.ts';

function dataSet(tag: number, vr: string, content: string | readonly number[], littleEndian = true): DataSet {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
  const element: DataElement = { tag, vr, bytes };
  return { elements: new Map([[tag, element]]), littleEndian, characterSets: ['ISO_IR 192'] };
}
const tag = 0x00081234;

describe('values of elements', () => {
  it('splits and trims multi-valued text, but not LT', () => {
    expect(values.stringsOf(dataSet(tag, 'CS', 'ORIGINAL\\ PRIMARY \\\\AXIAL '), tag)).toEqual([
      'ORIGINAL',
      'PRIMARY',
      '',
      'AXIAL',
    ]);
    expect(values.stringsOf(dataSet(tag, 'LT', ' a\\b '), tag)).toEqual([' a\\b']);
    expect(values.stringOf(dataSet(tag, 'UI', '1.2.3\0'), tag)).toBe('1.2.3');
    expect(values.stringOf(dataSet(tag, 'LO', ''), tag)).toBeNull();
    expect(values.stringsOf(dataSet(tag, 'OB', 'x'), tag)).toEqual([]);
  });

  it('splits values at backslashes, not inside of characters that have one as their second byte', () => {
    const written = { ...dataSet(tag, 'LO', [0x81, 0x5c, 0x5c, 0x42]), characterSets: ['GBK'] };
    expect(values.stringsOf(written, tag)).toEqual(['乗', 'B']);
    // JIS X 0208: 充 is 3d 3c, 嘴 is 53 5c
    const inG0 = [0x1b, 0x24, 0x42, 0x3d, 0x3c, 0x53, 0x5c, 0x1b, 0x28, 0x42, 0x5c, 0x43];
    expect(values.stringsOf({ ...dataSet(tag, 'LO', inG0), characterSets: ['', 'ISO 2022 IR 87'] }, tag)).toEqual([
      '充嘴',
      'C',
    ]);
  });

  it('ends code extensions at the carets of person names alone', () => {
    // Korean 홍 by escape, a caret, and 길 without a new escape
    const written = [0x1b, 0x24, 0x29, 0x43, 0xc8, 0xab, 0x5e, 0xb1, 0xe6];
    const korean = (vr: string) =>
      values.stringsOf({ ...dataSet(tag, vr, written), characterSets: ['', 'ISO 2022 IR 149'] }, tag);
    expect(korean('LO')).toEqual(['홍^길']);
    expect(korean('LT')).toEqual(['홍^길']);
    expect(korean('PN')).toEqual(['홍^±æ']);
  });

  it('reads the groups of person names', () => {
    expect(values.personNamesOf(dataSet(tag, 'PN', 'Yamada^Tarou^^^=山田^太郎=やまだ^たろう'), tag)).toEqual([
      { alphabetic: 'Yamada^Tarou', ideographic: '山田^太郎', phonetic: 'やまだ^たろう' },
    ]);
  });

  it.each([
    ['DS', '1.5\\-2e1\\+.5\\x', [1.5, -20, 0.5, Number.NaN]],
    ['IS', ' 12 \\-3', [12, -3]],
    ['DS', '1,5', [1.5]],
    ['US', [0xff, 0xff, 1, 0, 9], [65535, 1]],
    ['SS', [0xff, 0xff], [-1]],
    ['UL', [0xff, 0xff, 0xff, 0xff], [4294967295]],
    ['SL', [0xfe, 0xff, 0xff, 0xff], [-2]],
    // IEEE 754: 0x3fc00000 is 1.5
    ['FL', [0, 0, 0xc0, 0x3f], [1.5]],
    ['FD', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]],
    ['AT', [0x54, 0, 0x10, 0], [0x00540010]],
    ['UV', [1, 0, 0, 0, 0, 0, 0, 0], [1]],
    ['SV', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [-1]],
    ['LO', '12', []],
  ])('numbers of %s %j', (vr, content, expected) => {
    expect(values.numbersOf(dataSet(tag, vr, content), tag)).toEqual(expected);
  });

  it('reads big-endian numbers', () => {
    expect(values.numbersOf(dataSet(tag, 'US', [2, 0], false), tag)).toEqual([512]);
    expect(values.tagsOf(dataSet(tag, 'AT', [0, 0x54, 0, 0x10], false), tag)).toEqual([0x00540010]);
  });

  it('gives only bounded integers', () => {
    expect(values.integerOf(dataSet(tag, 'IS', '12'), tag, 1, 12)).toBe(12);
    expect(values.integerOf(dataSet(tag, 'IS', '13'), tag, 1, 12)).toBeNull();
    expect(values.integerOf(dataSet(tag, 'DS', '1.5'), tag, 1, 12)).toBeNull();
  });

  it.each([
    [values.isoDate, '20240229', '2024-02-29'],
    [values.isoDate, '1997.07.16', '1997-07-16'],
    [values.isoDate, '20230229', null],
    [values.isoDate, '', null],
    [values.isoTime, '0715', '07:15:00'],
    [values.isoTime, '070907.0705', '07:09:07.0705'],
    [values.isoTime, '07:09:07', '07:09:07'],
    [values.isoTime, '2500', null],
    [values.isoDateTime, '20240229131415.5+0100', '2024-02-29T13:14:15.5+01:00'],
    [values.isoDateTime, '2024', '2024-01-01T00:00:00'],
    [values.isoDateTime, '20241301', null],
  ])('%o of %s is %s', (convert, text, expected) => {
    expect(convert(text)).toBe(expected);
  });

  it('refuses what is no UID', () => {
    expect(values.uidOf(dataSet(tag, 'UI', '1.2.3'), tag)).toBe('1.2.3');
    expect(values.uidOf(dataSet(tag, 'UI', '../../etc'), tag)).toBeNull();
  });
});

describe('dictionary', () => {
  // PS3.6 chapter 6
  it.each([
    [0x00080005, 'CS'],
    [0x00100010, 'PN'],
    [0x00100020, 'LO'],
    [0x0020000d, 'UI'],
    [0x00200032, 'DS'],
    [0x00280010, 'US'],
    [0x00280120, 'US/SS'],
    [0x00283006, 'US/SS/OW'],
    [0x00186011, 'SQ'],
    [0x52009230, 'SQ'],
    [0x7fe00010, 'OB/OW'],
    [0x60023000, 'OB/OW'],
    [0x00090010, 'LO'],
    [0x00091001, undefined],
    [0x00080000, 'UL'],
  ])('%i', (t, vr) => {
    expect(dictionaryVr(t)).toBe(vr);
  });

  it('decides ambiguous VRs by the pixel representation', () => {
    expect(implicitVr(0x00280120, 0)).toBe('US');
    expect(implicitVr(0x00280120, 1)).toBe('SS');
    expect(implicitVr(0x7fe00010, 0)).toBe('OW');
    expect(formatTag(0x7fe00010)).toBe('(7FE0,0010)');
  });
});
