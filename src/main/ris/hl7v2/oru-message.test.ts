import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import { renderings, sealed } from '../sample.test-data.ts';
import { parseMessage } from './message.ts';
import { encodeResult, pdfOfResult } from './oru-message.ts';

const foreign = () => Hl7Message.parse(new TextDecoder().decode(encodeResult(sealed, renderings, 'VG00000001')));

describe('ORU^R01', () => {
  it('states message, patient and signer as an independent parser reads them', () => {
    const message = foreign();
    const msh = message.getSegment('MSH')!;
    expect([9, 10, 12, 18].map(field => msh.getField(field).toString())).toEqual([
      'ORU^R01^ORU_R01',
      'VG00000001',
      '2.5.1',
      'UNICODE UTF-8',
    ]);
    const pid = message.getSegment('PID')!;
    expect(pid.getField(3).toString()).toBe('P-1007^^^HOSP^PI');
    expect([pid.getComponent(5, 1), pid.getComponent(5, 2)]).toEqual(['Lefèvre-N’Guyen', 'Éloïse']);
    expect([pid.getField(7).toString(), pid.getField(8).toString()]).toEqual(['19620409', 'F']);
  });

  it('answers every order of the report with its own numbers', () => {
    const orders = foreign().getAllSegments('OBR');
    expect(orders.map(obr => [2, 3, 18, 25].map(field => obr.getField(field).toString()))).toEqual([
      ['PL-77', '', 'A-2042', 'F'],
      ['', 'F-9', 'A-2043', 'F'],
    ]);
    expect(orders[0]?.getComponent(32, 1, 0)).toBe('DEMO-0001');
    expect(orders[0]?.getComponent(32, 1, 1)).toBe('Dr Camille Démo');
    expect(orders[0]?.getField(22).toString()).toBe('20261122083015+0000');
  });

  it('carries the sections under their LOINC codes and the PDF', () => {
    const results = foreign().getAllSegments('OBX');
    expect(results).toHaveLength(12);
    const first = results.slice(0, 6);
    expect(first.map(obx => [obx.getField(2).toString(), obx.getComponent(3, 1), obx.getField(11).toString()])).toEqual(
      [
        ['TX', '55752-0', 'F'],
        ['TX', '59776-5', 'F'],
        ['TX', '59776-5', 'F'],
        ['TX', '19005-8', 'F'],
        ['ST', '110180', 'F'],
        ['ED', '18748-4', 'F'],
      ],
    );
    expect(first[0]?.getField(5).toString()).toBe(
      'Toux \\F\\ fièvre \\S\\ 39 \\T\\ plus \\R\\ \\E\\ depuis six semaines.',
    );
    expect(first[5]?.getField(5).toString()).toBe('^application^pdf^Base64^JVBERi0xLjcK/wCA');
  });

  it.each([
    ['preliminary', 'P', 'P'],
    ['final', 'F', 'F'],
    ['addendum', 'C', 'C'],
    ['correction', 'C', 'C'],
    ['withdrawn', 'C', 'D'],
  ] as const)('states what a %s version is', (status, report, result) => {
    const bytes = encodeResult({ ...sealed, version: 2, status }, renderings, 'VG00000002');
    const message = Hl7Message.parse(new TextDecoder().decode(bytes));
    expect(message.getAllSegments('OBR').map(obr => obr.getField(25).toString())).toEqual([report, report]);
    expect(new Set(message.getAllSegments('OBX').map(obx => obx.getField(11).toString()))).toEqual(new Set([result]));
  });

  it('carries addenda and the reason of a correction under LOINC 55107-7', () => {
    const content = {
      ...sealed.content,
      reason: 'Latéralité inversée.',
      addenda: [
        { version: 2, blocks: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'Vu.' }] }] },
      ],
    };
    const bytes = encodeResult({ ...sealed, version: 3, status: 'correction', content }, renderings, 'VG00000003');
    const lines = Hl7Message.parse(new TextDecoder().decode(bytes))
      .getAllSegments('OBX')
      .filter(obx => obx.getComponent(3, 1) === '55107-7')
      .map(obx => obx.getField(5).toString());
    expect(lines.slice(0, 2)).toEqual(['Motif de la correction\u00a0: Latéralité inversée.', 'Vu.']);
  });

  it('is the same bytes for the same report, and its PDF is the rendering', () => {
    const bytes = encodeResult(sealed, renderings, 'VG00000001');
    expect(encodeResult(structuredClone(sealed), renderings, 'VG00000001')).toEqual(bytes);
    const parsed = parseMessage(new TextDecoder().decode(bytes));
    expect(parsed.ok && Buffer.from(renderings.pdf).equals(pdfOfResult(parsed.value)!)).toBe(true);
  });

  it('refuses a message id that MSH-10 can not hold', () => {
    expect(() => encodeResult(sealed, renderings, '123456789012345678901')).toThrow(RangeError);
    expect(() => encodeResult(sealed, renderings, 'A B')).toThrow(RangeError);
  });
});
