import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from './character-set.ts';
import { encodeMessage, parseMessage, segment, splitMessages, valueAt } from './message.ts';

const text = (bytes: Uint8Array) => {
  const decoded = decodeMessage(bytes);
  return 'text' in decoded ? decoded.text : null;
};

describe('HL7 v2 message', () => {
  it('reads fields, repetitions, components and subcomponents', () => {
    const parsed = parseMessage('MSH|^~\\&|RIS|SITE\rPID|||1^^^A&1.2&ISO^INS~2^^^B^PI||DUPONT^JEANNE||""');
    const pid = parsed.ok ? parsed.value.segments[1] : undefined;
    expect(valueAt(pid, 3)).toBe('1');
    expect(valueAt(pid, 3, 4, 2)).toBe('1.2');
    expect(pid?.fields[3]?.[1]?.[4]?.[0]).toBe('PI');
    expect(valueAt(pid, 5, 2)).toBe('JEANNE');
    expect(valueAt(pid, 7)).toBe('');
    const header = parsed.ok ? parsed.value.segments[0] : undefined;
    expect([valueAt(header, 3), valueAt(header, 4)]).toEqual(['RIS', 'SITE']);
  });

  it('follows separators other than the usual ones', () => {
    const parsed = parseMessage('MSH#*~!%#RIS\rPID###1*x%y!F!');
    const pid = parsed.ok ? parsed.value.segments[1] : undefined;
    expect([valueAt(pid, 3), valueAt(pid, 3, 2), valueAt(pid, 3, 2, 2)]).toEqual(['1', 'x', 'y#']);
  });

  it.each([
    ['\\F\\\\S\\\\T\\\\R\\\\E\\', '|^&~\\'],
    ['one\\.br\\two', 'one\ntwo'],
    ['\\X41420D0A43\\', 'AB\nC'],
    ['\\H\\bold\\N\\', 'bold'],
    ['5\\6 of \\Zq\\ and C:\\', '5\\6 of \\Zq\\ and C:\\'],
  ])('undoes the escape sequences of %s', (written, meant) => {
    const parsed = parseMessage(`MSH|^~\\&\rNTE|||${written}`);
    expect(parsed.ok && valueAt(parsed.value.segments[1], 3)).toBe(meant);
  });

  it.each(['PI|1', 'pid|1', '###', 'PID^1', '\u0000\u0001garbage'])('names the segment that is none: %s', line => {
    const parsed = parseMessage(`MSH|^~\\&|A\r${line}\rOBR|1`);
    expect(parsed).toMatchObject({ ok: false, failure: { code: 'order-unreadable' } });
    expect(!parsed.ok && parsed.failure.params.segment).toContain('line 2');
  });

  it.each(['', 'PID|1', 'MSH', 'MSH|', 'MSH||A', 'MSH|^^^^|A'])('refuses a header without separators: %s', header => {
    expect(parseMessage(header)).toMatchObject({ ok: false, failure: { params: { segment: 'MSH' } } });
  });

  it('splits batches and line ends of every kind', () => {
    const messages = splitMessages('FHS|^~\\&\r\nMSH|1\r\nPID|a\r\n\r\nMSH|2\nPID|b\rFTS|1');
    expect(messages.map(each => each.split('\r').filter(Boolean))).toEqual([
      ['MSH|1', 'PID|a'],
      ['MSH|2', 'PID|b'],
    ]);
  });

  it('writes text that an independent parser reads back', () => {
    const hostile = 'a|b^c~d&e\\f\ng\u000b\u001c\rPID|injected';
    const encoded = encodeMessage([
      segment('MSH', { 3: 'VIGIE', 10: '1' }),
      segment('NTE', { 3: hostile, 4: ['x', ['y', 'z']] }),
    ]);
    const foreign = Hl7Message.parse(encoded);
    expect(foreign.getAllSegments('PID')).toHaveLength(0);
    expect(foreign.getSegment('NTE')?.getField(3).toString()).toBe(
      'a\\F\\b\\S\\c\\R\\d\\T\\e\\E\\f\\.br\\g\\.br\\PID\\F\\injected',
    );
    expect(foreign.getSegment('NTE')?.getComponent(4, 2, 1)).toBe('z');
    const own = parseMessage(encoded);
    expect(own.ok && valueAt(own.value.segments[1], 3)).toBe('a|b^c~d&e\\f\ng\nPID|injected');
  });
});

describe('character sets of MSH-18', () => {
  const header = (characterSet: string) => `MSH|^~\\&|${'|'.repeat(15)}${characterSet}\rPID|||||`;
  const latin1 = (characterSet: string) => Buffer.from(`${header(characterSet)}GENEVIÈVE`, 'latin1');

  it.each(['8859/1', '', 'ASCII'])('reads Latin-1 where MSH-18 is "%s"', set => {
    expect(text(latin1(set))).toContain('GENEVIÈVE');
  });

  it('reads UTF-8, with or without a byte order mark', () => {
    const bytes = Buffer.from(`${header('UNICODE UTF-8')}GENEVIÈVE`, 'utf8');
    expect(text(bytes)).toContain('GENEVIÈVE');
    expect(text(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]))).toMatch(/^MSH.*GENEVIÈVE$/s);
  });

  it('names a set it does not know, and bytes that are not of the set', () => {
    expect(decodeMessage(latin1('BIG-5'))).toEqual({ unknownCharacterSet: 'BIG-5' });
    expect(decodeMessage(latin1('UNICODE UTF-8'))).toEqual({ unknownCharacterSet: 'UNICODE UTF-8' });
  });
});
