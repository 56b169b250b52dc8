import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticCtSeries } from './builder.ts';
import { syntheticUid } from './uid.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthetic-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a synthetic CT series', () => {
  it('is a conformant series in the eyes of DCMTK', () => {
    const files = syntheticCtSeries({ seed: 'a', slices: 3, sliceSpacing: 2.5, pixelSpacing: [0.5, 0.75] });
    const dumps = files.map((bytes, index) => {
      const file = join(folder, `${index}.dcm`);
      writeFileSync(file, bytes);
      return execFileSync('dcmdump', [file], { encoding: 'utf8' });
    });
    expect(dumps).toHaveLength(3);
    expect(dumps[2]).toMatch(/\(0020,0032\) DS \[0\\0\\5\]/);
    expect(dumps[2]).toMatch(/\(0028,0030\) DS \[0\.5\\0\.75\]/);
    expect(dumps[0]).toMatch(/\(0010,0010\) PN \[Test\^Élodie\]/);
    expect(new Set(dumps.map(text => /\(0008,0018\) UI \[(.*?)\]/.exec(text)?.[1])).size).toBe(3);
    expect(new Set(dumps.map(text => /\(0020,000e\) UI \[(.*?)\]/.exec(text)?.[1])).size).toBe(1);
  });

  it.skipIf(spawnSync('dciodvfy', ['-h']).error !== undefined)('has no error for dciodvfy', () => {
    const file = join(folder, 'verify.dcm');
    writeFileSync(file, syntheticCtSeries({ seed: 'b', slices: 1 })[0]!);
    const { stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
    expect(stderr).toContain('CTImage');
    expect(stderr).not.toMatch(/^Error/m);
  });

  it('has the same bytes for the same seed, and others for another', () => {
    const [a, again, other] = ['a', 'a', 'c'].map(seed => Buffer.concat(syntheticCtSeries({ seed })));
    expect(again!.equals(a!)).toBe(true);
    expect(other!.equals(a!)).toBe(false);
  });
});

describe('a synthetic UID', () => {
  it('is a UUID under 2.25 with the version and variant of RFC 9562', () => {
    for (let i = 0; i < 200; i++) {
      const uid = syntheticUid('seed', i);
      expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
      const hex = BigInt(uid.slice('2.25.'.length)).toString(16).padStart(32, '0');
      expect(hex[12]).toBe('8');
      expect('89ab').toContain(hex[16]);
    }
  });

  it('differs where the parts of its seed differ', () => {
    const uids = Array.from({ length: 20_000 }, (_, i) => syntheticUid('seed', i));
    expect(new Set([...uids, syntheticUid('ab', 'c'), syntheticUid('a', 'bc')]).size).toBe(20_002);
  });
});
