import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCtSeries } from '../../dicom/synthetic/builder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
let folder: string;
let slices: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-cli-'));
  mkdirSync(join(folder, 'series'));
  // files in an order that is not the spatial one; no file for the slice at z = 6
  const files = syntheticCtSeries({ seed: 'cli', slices: 6, pixelSpacing: [0.5, 0.25] });
  slices = [5, 0, 4, 1, 2].map(slice => {
    const path = join(folder, 'series', `${9 - slice}.dcm`);
    writeFileSync(path, files[slice]!);
    return path;
  });
  writeFileSync(join(folder, 'text.dcm'), 'no image at all, but a text of some length');
});
afterAll(() => rmSync(folder, { recursive: true }));

function vigie(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, ...args],
    { encoding: 'utf8', cwd: root },
  );
  return { status, stdout, stderr };
}
const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
const slice = (z: number) => join(folder, 'series', `${9 - z / 2}.dcm`);

test('frames writes stored and finished values and says what they are', () => {
  const out = join(folder, 'frames');
  expect(vigie('frames', slice(2), '--out', out)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readdirSync(out).sort()).toEqual(['0001.finished.raw', '0001.stored.raw', 'frames.json']);
  expect(json(out, 'frames.json')).toMatchObject({
    sopClass: '1.2.840.10008.5.1.4.1.1.2',
    transferSyntax: '1.2.840.10008.1.2.1',
    rows: 16,
    columns: 16,
    frames: 1,
    samples: 1,
    photometric: 'MONOCHROME2',
    storedDtype: 'uint16',
    finishedDtype: 'int16',
    unit: "[hnsf'U]",
    windows: [{ center: 40, width: 400, function: 'LINEAR' }],
    lossy: false,
    warnings: [],
  });
  // stored value column + 16 row + 256 slice, intercept -1024 (see syntheticCtSeries)
  const at = 2 * (5 + 16 * 3);
  expect(readFileSync(join(out, '0001.stored.raw')).readUInt16LE(at)).toBe(5 + 16 * 3 + 256);
  expect(readFileSync(join(out, '0001.finished.raw')).readInt16LE(at)).toBe(5 + 16 * 3 + 256 - 1024);
});

test('frames --list goes on after a bad file and leaves its reason', () => {
  const out = join(folder, 'list');
  const list = join(folder, 'list.txt');
  const [text, none] = [join(folder, 'text.dcm'), join(folder, 'none.dcm')];
  writeFileSync(list, `${slice(0)}\n${text}\n\n${none}\n${slice(2)}\n`);
  const { status, stdout, stderr } = vigie('frames', '--list', list, '--out', out);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`${text}: (0000,0000) not dicom\n${none}: (0000,0000) no such file\n`);
  expect(readdirSync(out).sort()).toEqual(['00001', '00002', '00003', '00004']);
  expect(json(out, '00002', 'error.json')).toMatchObject({ file: text, tag: '(0000,0000)', reason: 'not-dicom' });
  expect(json(out, '00004', 'frames.json')).toMatchObject({ file: slice(2) });
});

test('a bad file gives one line and exit code 1', () => {
  const cut = join(folder, 'cut.dcm');
  writeFileSync(cut, readFileSync(slice(0)).subarray(0, -10));
  const { status, stdout, stderr } = vigie('frames', cut, '--out', join(folder, 'cut'));
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `${cut}: (7FE0,0010) truncated\n` });
});

test('geometry sorts the files and finds the gap', () => {
  const { status, stdout } = vigie('geometry', join(folder, 'series'));
  expect(status).toBe(0);
  const { displaySets, unreadable } = JSON.parse(stdout);
  expect(unreadable).toEqual([]);
  expect(displaySets).toHaveLength(1);
  const [set] = displaySets;
  expect(set.files.map(({ file }: { file: string }) => file)).toEqual([0, 2, 4, 8, 10].map(slice));
  expect(slices).toHaveLength(5);
  expect(set).toMatchObject({ verdict: 'stack-only', reason: 'missing-slices', spacing: 2, duplicates: [] });
  expect(set.gaps).toMatchObject([{ after: { file: slice(4) } }]);
});

test('measure knows the spacing of each direction', () => {
  const { stdout } = vigie('measure', slice(0), '--frame', '1', '--length', '2,1,10,13');
  // 8 columns of 0.25 mm and 12 rows of 0.5 mm
  expect(JSON.parse(stdout)).toMatchObject({ value: Math.hypot(2, 6), unit: 'mm', kind: 'patient-plane' });
});

test('measure counts the voxel centres in a polygon', () => {
  const { stdout } = vigie('measure', slice(0), '--polygon', '2,1,4,1,4,3,2,3');
  const { value, unit, quantities } = JSON.parse(stdout);
  // columns 2 to 4 and rows 1 to 3: the mean is the value in the middle, column 3 of row 2
  expect([value, unit]).toEqual([3 + 16 * 2 - 1024, "[hnsf'U]"]);
  const of = (name: string) => quantities.find(({ quantity }: { quantity: string }) => quantity === name).value;
  expect(['area', 'pixel-count', 'minimum', 'maximum'].map(of)).toEqual([4 * 0.5 * 0.25, 9, 18 - 1024, 52 - 1024]);
});

test.each([
  [['frames', 'a.dcm'], '--out DIR is missing'],
  [['measure', 'a.dcm', '--length', '1,2,x,4'], '--length has numbers'],
  [['measure', 'a.dcm'], 'one of --length'],
  [['reder'], 'reder is no command'],
])('wrong arguments %j give exit code 2 and a line', (args, text) => {
  const { status, stderr } = vigie(...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^vigie: [^\n]+\n$/);
  expect(stderr).toContain(text);
});

test('--help names every command', () => {
  const { status, stdout } = vigie('--help');
  expect(status).toBe(0);
  for (const command of ['frames FILE --out DIR', 'geometry DIR', 'measure FILE']) expect(stdout).toContain(command);
});
