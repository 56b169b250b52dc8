import { describe, expect, it } from 'vitest';
import { firstPart } from './multipart.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const message = '--b1\r\nContent-Type: application/octet-stream\r\n\r\nPIXELS\r\n--b1--\r\n';
const type = 'multipart/related; type="application/octet-stream"; boundary="b1"';

describe('the first part of a multipart message', () => {
  it('is what stands between its headers and the closing boundary', () => {
    expect(new TextDecoder().decode(firstPart(type, bytes(message)) ?? undefined)).toBe('PIXELS');
  });

  it('may hold line breaks and the boundary without its dashes', () => {
    const body = message.replace('PIXELS', 'b1\r\n\r\nb1');
    expect(new TextDecoder().decode(firstPart(type, bytes(body)) ?? undefined)).toBe('b1\r\n\r\nb1');
  });

  it('is refused when the message was cut off', () => {
    expect(firstPart(type, bytes(message.slice(0, -10)))).toBeNull();
  });

  it('is refused without a boundary in the content type', () => {
    expect(firstPart('multipart/related', bytes(message))).toBeNull();
  });
});
