import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

describe('base 64', () => {
  it.each([
    '',
    'f',
    'fo',
    'foo',
    'foob',
    'fooba',
    'foobar',
    '\u00ff\u0000\u0080',
  ])('agrees with the platform on %j', text => {
    const bytes = Buffer.from(text, 'latin1');
    expect(encodeBase64(bytes)).toBe(bytes.toString('base64'));
    expect(decodeBase64(bytes.toString('base64'))).toEqual(new Uint8Array(bytes));
  });

  it.each(['a', 'ab*d', 'ab\n'])('refuses %j', text => {
    expect(decodeBase64(text)).toBeNull();
  });
});
