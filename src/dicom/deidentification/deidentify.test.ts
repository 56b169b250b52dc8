import { describe, expect, it } from 'vitest';
import type { DataSet, Tag } from '../dataset/data-set.ts';
import { stringOf, stringsOf } from '../dataset/values.ts';
import { readPart10 } from '../part10/read.ts';
import { transferSyntaxes, type WritableDataSet, type WritableElement, writePart10 } from '../part10/write.ts';
import { toDataSet } from '../synthetic/attributes.ts';
import { sopClasses, syntheticCtSeries } from '../synthetic/builder.ts';
import { syntheticUid } from '../synthetic/uid.ts';
import { cleanDescriptor } from './clean-descriptor.ts';
import { basicAction, profileRow } from './confidentiality-profile.ts';
import { type Deidentified, deidentify } from './deidentify.ts';
import { objectionTo } from './objection.ts';
import type { DeidentificationOptions } from './options.ts';
import { shiftDate } from './shift-date.ts';

const basic: DeidentificationOptions = {
  dates: 'remove',
  uids: 'replace',
  patientCharacteristics: false,
  safePrivate: false,
  descriptors: 'remove',
};

function read(bytes: Uint8Array) {
  const file = readPart10(bytes);
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  return file.value;
}

function cleaned(
  bytes: Uint8Array,
  options: Partial<DeidentificationOptions> = {},
): Deidentified & { dataSet: DataSet } {
  const result = deidentify(read(bytes), {
    options: { ...basic, ...options },
    subject: { pseudonym: 'S-0001', shiftDays: -100 },
    replaceUid: uid => syntheticUid('new', uid),
  });
  return { ...result, dataSet: read(result.bytes).dataSet };
}

/** A CT slice with identities in every kind of place. */
function identified(transferSyntaxUid: string = transferSyntaxes.explicitLittleEndian): Uint8Array<ArrayBuffer> {
  const [slice] = syntheticCtSeries({ seed: 'identified', slices: 1 });
  const source = read(slice!).dataSet;
  const text = (vr: WritableElement['vr'], value: string): WritableElement => ({ vr, value });
  const reference: WritableDataSet = new Map<Tag, WritableElement>([
    [0x00081150, text('UI', sopClasses.ct)],
    [0x00081155, text('UI', syntheticUid('identified', 'other'))],
    [0x00100010, text('PN', 'SECRET^NESTED')],
    [0x00091010, { vr: 'UN', value: Uint8Array.from([1, 2]) }],
  ]);
  const added = new Map<Tag, WritableElement>([
    [0x00081140, { vr: 'SQ', value: [reference] }],
    [0x00081030, text('LO', 'Scanner thorax SECRET 3 mm 2026')],
    [0x00081070, text('PN', 'SECRET^OPERATOR')],
    [0x00101010, text('AS', '093Y')],
    [0x0008002a, text('DT', '20260115081500.5+0100')],
    [0x00190010, text('LO', 'GEMS_ACQU_01')],
    [0x00191023, text('DS', '39.5')],
    [0x001910aa, text('LO', 'SECRET')],
    [0x00204000, text('LT', 'SECRET comment')],
    [0x0040a120, text('DT', '2026')],
    [0x60000010, { vr: 'US', value: 16 }],
    [0x60000022, text('LO', 'SECRET overlay')],
  ]);
  const attributes = new Map<Tag, WritableElement>();
  for (const [tag, { vr, bytes }] of source.elements) {
    attributes.set(tag, { vr: vr as WritableElement['vr'], value: tag === 0x7fe00010 ? new Uint16Array(256) : bytes });
  }
  for (const tag of [0x00080016, 0x00080018]) attributes.set(tag, text('UI', stringOf(source, tag)!));
  for (const [tag, element] of toDataSet({ SOPClassUID: stringOf(source, 0x00080016)! })) attributes.set(tag, element);
  return writePart10(new Map([...attributes, ...added]), { transferSyntaxUid });
}

describe('the profile', () => {
  it('has the rows of PS3.15 Table E.1-1', () => {
    expect(profileRow(0x00100010)).toEqual({ name: "Patient's Name", basic: 'Z', options: {} });
    expect(profileRow(0x0020000d)).toEqual({ name: 'Study Instance UID', basic: 'U', options: { uids: 'K' } });
    expect(profileRow(0x00280010)).toBeUndefined();
  });

  it('keeps of several actions the one that leaves the object whole', () => {
    expect(['X', 'X/Z', 'X/D', 'X/Z/D', 'Z/D', 'X/Z/U*'].map(basicAction)).toEqual(['X', 'Z', 'D', 'D', 'D', 'U']);
  });
});

describe('de-identification', () => {
  it.each([
    ['implicit little endian', transferSyntaxes.implicitLittleEndian],
    ['explicit little endian', transferSyntaxes.explicitLittleEndian],
  ])('leaves no name, date or identifier, in %s', (_, syntax) => {
    const source = identified(syntax);
    const { bytes, dataSet } = cleaned(source);
    expect(Buffer.from(source).includes('SECRET')).toBe(true);
    for (const secret of ['SECRET', 'Test^', 'P-identified', 'A-identified', '19700203', '20260115', '39.5']) {
      expect(Buffer.from(bytes).includes(secret), secret).toBe(false);
    }
    expect(stringOf(dataSet, 0x00100010)).toBe('S-0001');
    expect(stringOf(dataSet, 0x00100020)).toBe('S-0001');
    expect(stringOf(dataSet, 0x00120062)).toBe('YES');
    expect(stringOf(dataSet, 0x00280303)).toBe('REMOVED');
    expect([...dataSet.elements.keys()].filter(tag => (tag >>> 16) % 2 === 1 || tag >>> 24 === 0x60)).toEqual([]);
  });

  it('copies pixels and geometry byte for byte', () => {
    const [source] = syntheticCtSeries({ seed: 'pixels', slices: 1 });
    const before = read(source!).dataSet;
    const { dataSet } = cleaned(source!);
    for (const tag of [0x7fe00010, 0x00200032, 0x00200037, 0x00280030, 0x00281052, 0x00180050]) {
      expect(dataSet.elements.get(tag)?.bytes, String(tag)).toEqual(before.elements.get(tag)?.bytes);
    }
  });

  it('replaces UIDs where they stand, in sequences too, and none of the standard', () => {
    const { dataSet, sopInstanceUid } = cleaned(identified());
    const item = dataSet.elements.get(0x00081140)!.items![0]!;
    expect(stringOf(item, 0x00081155)).toBe(syntheticUid('new', syntheticUid('identified', 'other')));
    expect(stringOf(item, 0x00081150)).toBe(sopClasses.ct);
    expect(stringOf(dataSet, 0x00080018)).toBe(sopInstanceUid);
    expect(stringOf(dataSet, 0x00080016)).toBe(sopClasses.ct);
    expect(item.elements.has(0x00091010)).toBe(false);
  });

  it('keeps what an option keeps', () => {
    const { dataSet } = cleaned(identified(), {
      dates: 'shift',
      uids: 'keep',
      patientCharacteristics: true,
      safePrivate: true,
      descriptors: 'clean',
    });
    expect(stringOf(dataSet, 0x00080020)).toBe('20251007');
    expect(stringOf(dataSet, 0x00080030)).toBe('081500');
    expect(stringOf(dataSet, 0x0008002a)).toBe('20251007081500.5+0100');
    expect(stringOf(dataSet, 0x00100030)).toBeNull();
    expect(stringOf(dataSet, 0x00100040)).toBe('F');
    expect(stringOf(dataSet, 0x00101010)).toBe('090Y');
    expect(stringOf(dataSet, 0x0020000d)).toBe(syntheticUid('identified', 'study'));
    expect(stringOf(dataSet, 0x00081030)).toBe('Scanner thorax 3 mm');
    expect(stringOf(dataSet, 0x00190010)).toBe('GEMS_ACQU_01');
    expect(stringOf(dataSet, 0x00191023)).toBe('39.5');
    expect(dataSet.elements.has(0x001910aa)).toBe(false);
    const codes = dataSet.elements.get(0x00120064)!.items!.map(item => stringsOf(item, 0x00080100)[0]);
    expect(codes).toEqual(['113100', '113105', '113107', '113108', '113110', '113111']);
  });

  it('says what it did and never what was there', () => {
    const { changes } = cleaned(identified());
    expect(changes).toContainEqual({ path: '(0010,0010)', name: "Patient's Name", action: 'D' });
    expect(changes).toContainEqual({
      path: '(0008,1140) > (0008,1155)',
      name: 'Referenced SOP Instance UID',
      action: 'U',
    });
    expect(changes).toContainEqual({ path: '(0019,10AA)', name: '', action: 'X' });
    expect(JSON.stringify(changes)).not.toMatch(/SECRET|Test|2026/);
  });

  it('clears overlay planes in the unused bits of the pixels', () => {
    const pixels = Uint16Array.from([0x1fff, 0x0fff, 0x3000, 0xf000]);
    const [slice] = syntheticCtSeries({
      seed: 'embedded',
      slices: 1,
      rows: 2,
      columns: 2,
      override: () => ({
        PixelData: pixels,
        OverlayRows: 2,
        OverlayColumns: 2,
        OverlayType: 'G',
        OverlayOrigin: [1, 1],
        OverlayBitsAllocated: 16,
        OverlayBitPosition: 12,
      }),
    });
    const { dataSet } = cleaned(slice!);
    const stored = dataSet.elements.get(0x7fe00010)!.bytes;
    expect([...new Uint16Array(stored.slice().buffer)]).toEqual([0x0fff, 0x0fff, 0x2000, 0xe000]);
  });
});

describe('cleaning a description', () => {
  it.each([
    ['Scanner thoracique Dupont injecté', 'Scanner thoracique injecté'.normalize('NFD').replaceAll(/\p{M}/gu, '')],
    ['T2 TSE sag 3.0mm', 'T2 TSE sag 3.0mm'],
    ['Mme Le Goff 14/03/1968 abdomen', 'abdomen'],
    ['Réf. 2611220', ''],
    ['IRM genou (Dr Kerjean)', 'IRM genou'],
  ])('%s', (text, kept) => {
    expect(cleanDescriptor(text)).toBe(kept);
  });
});

describe('moving a date', () => {
  it.each([
    ['20240301', -1, '20240229'],
    ['2024.03.01', -1, '2024.02.29'],
    ['20231231235959.1+0100', 1, '20240101235959.1+0100'],
    ['20240230', 1, null],
    ['2024', 1, null],
  ])('%s by %i', (value, days, moved) => {
    expect(shiftDate(value, days)).toBe(moved);
  });
});

describe('what is not de-identified by rule', () => {
  const objection = (override: Parameters<typeof syntheticCtSeries>[0]['override']) => {
    const [slice] = syntheticCtSeries({ seed: 'objection', slices: 1, ...(override ? { override } : {}) });
    return objectionTo(read(slice!));
  };
  it('is told by its class, its pixels and what it says of itself', () => {
    expect(objection(() => ({}))).toBeNull();
    expect(objection(() => ({ BurnedInAnnotation: 'YES' }))).toBe('burned-in-annotation');
    expect(objection(() => ({ BurnedInAnnotation: '', Modality: 'US' }))).toBe('burned-in-annotation-likely');
    expect(objection(() => ({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11' }))).toBe('free-text');
    expect(objection(() => ({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.11.1' }))).toBe('free-text');
    expect(objection(() => ({ SOPClassUID: '1.2.276.0.7230010.3' }))).toBe('unknown-contents');
  });
});
