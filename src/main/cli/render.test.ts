import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'render-'));
  file = join(folder, 'ct.dcm');
  const overlay = {
    OverlayRows: 1,
    OverlayColumns: 16,
    OverlayType: 'G',
    OverlayOrigin: [16, 1],
    OverlayBitsAllocated: 1,
    OverlayBitPosition: 0,
    OverlayData: Uint16Array.from([0b101]),
  } as const;
  const [bytes] = syntheticCtSeries({
    seed: 'render',
    slices: 1,
    value: (column, row) => 900 + column + row * 16,
    override: () => overlay,
  });
  writeFileSync(file, bytes!);
});
afterAll(() => rmSync(folder, { recursive: true }));

function vigie(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['src/main/cli/index.ts', 'render', ...args], {
    encoding: 'utf8',
  });
  return { status, stderr: stderr.split('\n').filter(line => !/Warning|--trace-warnings|^$/.test(line)) };
}
const greys = (path: string): readonly number[] => {
  const { data } = PNG.sync.read(readFileSync(path));
  return Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]!);
};

test('writes what the viewer shows: window, Hounsfield units, overlay', () => {
  const out = join(folder, 'first.png');
  expect(vigie(file, '--frame', '1', '--out', out)).toEqual({ status: 0, stderr: [] });
  // 900 + i - 1024 in the window 40/400; the overlay's bits 0 and 2 lie in the last row
  const expected = Array.from({ length: 256 }, (_, at) => {
    const value = 900 + at - 1024;
    const brightness = Math.min(1, Math.max(0, (value - 39.5) / 399 + 0.5));
    return at === 240 || at === 242 ? 255 : Math.round(brightness * 255);
  });
  expect(greys(out)).toEqual(expected);
});

test('takes a window', () => {
  const out = join(folder, 'second.png');
  expect(vigie(file, '--window', '-100,3', '--out', out).status).toBe(0);
  // LINEAR 3 wide: black to -101.5, white from -99.5; -124 is the first value
  expect(greys(out).slice(21, 27)).toEqual([0, 0, 64, 191, 255, 255]);
});

test('says in one line what is wrong with a file, and leaves no picture', () => {
  const out = join(folder, 'none.png');
  const text = join(folder, 'text.dcm');
  writeFileSync(text, 'not an image');
  const refused = vigie(text, '--out', out);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toHaveLength(1);
  expect(refused.stderr[0]).toMatch(/text\.dcm: \([0-9A-F]{4},[0-9A-F]{4}\) /);
  expect(vigie(file, '--frame', '2', '--out', out).stderr[0]).toContain('(0028,0008) no such frame');
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
});

test.each([
  ['no --out', ['FILE']],
  ['no file', ['--out', 'x.png']],
  ['a frame of 0', ['FILE', '--frame', '0', '--out', 'x.png']],
  ['half a window', ['FILE', '--window', '40', '--out', 'x.png']],
  ['a window of width 0', ['FILE', '--window', '40,0', '--out', 'x.png']],
  ['an unknown option', ['FILE', '--colour', '--out', 'x.png']],
])('%s is a wrong argument', (_, args) => {
  expect(vigie(...args.map(argument => (argument === 'FILE' ? file : argument))).status).toBe(2);
});
