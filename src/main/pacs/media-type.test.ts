import { describe, expect, it } from 'vitest';
import { parseMediaType } from './media-type.ts';

function read(header: string | null) {
  const { essence, parameters } = parseMediaType(header);
  return { essence, ...Object.fromEntries(parameters) };
}

describe('a media type', () => {
  it('is read as RFC 9110 writes it', () => {
    expect(read('Multipart/Related; type="application/dicom"; boundary="a b\\"c"; start=x')).toEqual({
      essence: 'multipart/related',
      type: 'application/dicom',
      boundary: 'a b"c',
      start: 'x',
    });
    expect(read('application/dicom+json')).toEqual({ essence: 'application/dicom+json' });
    expect(read('application/json;charset=utf-8')).toEqual({ essence: 'application/json', charset: 'utf-8' });
  });

  it('is read as Orthanc writes it, with a semicolon inside the quotes', () => {
    const header =
      'multipart/related; type="application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"; boundary=4f0c-81';
    expect(read(header)).toEqual({
      essence: 'multipart/related',
      type: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
      boundary: '4f0c-81',
    });
  });

  it('is read with slashes outside quotes, odd spaces, and the first of two boundaries', () => {
    expect(read('multipart/related;type=application/dicom ; boundary = abc ;boundary=def')).toEqual({
      essence: 'multipart/related',
      type: 'application/dicom',
      boundary: 'abc',
    });
  });

  it('is empty where there is none or only rubbish', () => {
    expect(read(null)).toEqual({ essence: '' });
    expect(read('; ;;"=')).toEqual({ essence: '' });
  });

  it('does not take long for a hostile header', () => {
    // Of this thread's own work: other programs must not decide it.
    const started = process.threadCpuUsage();
    parseMediaType(`a/b;${' '.repeat(20_000)}x`);
    parseMediaType(`a/b; x="${'\\'.repeat(20_001)}`);
    parseMediaType(`a/b;${'x='.repeat(20_000)}`);
    const { user, system } = process.threadCpuUsage(started);
    expect(user + system).toBeLessThan(500_000);
  });
});
