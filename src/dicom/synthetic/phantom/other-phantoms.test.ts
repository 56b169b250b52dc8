import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abdomenUltrasound, ultrasoundTruth } from './abdomen-ultrasound.ts';
import { brainLesions, brainMr } from './brain-mr.ts';
import { chestRadiograph } from './chest-radiograph.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phantoms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const examination = {
  patient: { patientId: 'P1', name: 'Essai^Zoé', birthDate: '19570412', sex: 'F' as const },
  study: { studyUid: '2.25.5', studyId: '1', accession: 'A1', description: 'Test', date: '20260401', time: '101500' },
  anatomySeed: 'test',
};

/** What DCMTK reads of a file: values of top-level and sequence elements by tag, and the raw pixel data. */
function read(bytes: Uint8Array, name: string) {
  const file = join(folder, `${name}.dcm`);
  writeFileSync(file, bytes);
  const dump = execFileSync('dcmdump', ['+L', '--write-pixel', folder, file], { encoding: 'utf8' });
  const text = (tag: string) => (new RegExp(`\\(${tag}\\) .. \\[?([^\\]#]*)`).exec(dump)?.[1] ?? '').trim();
  return {
    file,
    dump,
    text,
    numbers: (tag: string) => text(tag).split('\\').map(Number),
    pixels: readFileSync(join(folder, `${name}.dcm.0.raw`)),
  };
}

function expectConformant(file: string): void {
  const { stderr, error } = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  if (!error) expect(stderr).not.toMatch(/^Error/m);
}

describe('the FLAIR of the brain', () => {
  const files = [...brainMr(examination, { lesions: true }).instances()];
  const slices = () => files.map((bytes, index) => read(bytes, `mr${index}`));

  it('is a regular oblique stack of 24 slices', () => {
    const read = slices();
    expect(read).toHaveLength(24);
    expectConformant(read[11]!.file);
    const [rx, ry, rz, cx, cy, cz] = read[0]!.numbers('0020,0037') as [number, number, number, number, number, number];
    const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
    expect(cy ** 2 + cz ** 2).toBeCloseTo(1, 6);
    expect(Math.abs(cz)).toBeGreaterThan(0.1);
    const positions = read.map(slice => slice.numbers('0020,0032'));
    for (let i = 1; i < positions.length; i++) {
      const step = [0, 1, 2].map(axis => positions[i]![axis]! - positions[i - 1]![axis]!);
      // Along the normal, and nowhere else: no shear.
      expect(step.reduce((sum, value, axis) => sum + value * normal[axis]!, 0)).toBeCloseTo(5.5, 3);
      expect(Math.hypot(...step)).toBeCloseTo(5.5, 3);
    }
  });

  it('has the round lesion of 9 mm where it is said to be', () => {
    const [lesion] = brainLesions;
    expect(lesion!.axes).toEqual([4.5, 4.5, 4.5]);
    // The slice that cuts its centre: 27 mm, slices from -50 mm every 5.5 mm.
    const slice = read(files[14]!, 'lesion');
    let count = 0;
    for (let row = 0; row < 256; row++) {
      for (let column = 0; column < 256; column++) {
        const [x, y] = [(column - 127.5) * 0.9 - 23, (row - 127.5) * 0.9 + 12];
        if (Math.hypot(x, y) < 7 && slice.pixels.readUInt16LE((row * 256 + column) * 2) > 950) count++;
      }
    }
    // Area of the largest section of a sphere of 9 mm.
    expect(Math.sqrt((4 * count * 0.81) / Math.PI)).toBeCloseTo(9, 0);
  });
});

describe('the chest radiograph', () => {
  it.each(['MONOCHROME1', 'MONOCHROME2'] as const)('in %s shows lungs darker than the spine', photometric => {
    const { file, text, numbers, dump, pixels } = read(
      [...chestRadiograph(examination, photometric).instances()][0]!,
      photometric,
    );
    expectConformant(file);
    expect(text('0028,0004')).toBe(photometric);
    expect(numbers('0018,1164')).toEqual([0.2, 0.2]);
    expect(dump).not.toContain('(0028,0030)');
    const [rows, columns] = [numbers('0028,0010')[0]!, numbers('0028,0011')[0]!];
    expect(rows * columns).toBeGreaterThan(3e6);
    const mean = (x: number, y: number) => {
      let sum = 0;
      for (let row = y - 20; row < y + 20; row++) {
        for (let column = x - 20; column < x + 20; column++) sum += pixels.readUInt16LE((row * columns + column) * 2);
      }
      return sum / 1600;
    };
    const spine = mean(columns / 2, 800);
    const lung = (mean(columns / 2 - 400, 750) + mean(columns / 2 + 400, 750)) / 2;
    expect(photometric === 'MONOCHROME1' ? lung - spine : spine - lung).toBeGreaterThan(3000);
  });
});

describe('the ultrasound of the abdomen', () => {
  const [bytes] = abdomenUltrasound(examination).instances();
  const image = (name: string) => read(bytes!, name);

  it('has a region calibrated in centimetres', () => {
    const { file, numbers, text } = image('us-region');
    expectConformant(file);
    expect(text('0028,0004')).toBe('RGB');
    expect(numbers('0018,6024')).toEqual([3]);
    expect(numbers('0018,6026')).toEqual([3]);
    expect(numbers('0018,602c')).toEqual([0.03]);
    expect(numbers('0018,602e')).toEqual([0.03]);
  });

  it('has a caliper that spans the 24 mm cyst', () => {
    const { pixels, numbers } = image('us-caliper');
    const columns = numbers('0028,0011')[0]!;
    const delta = numbers('0018,602c')[0]! * 10;
    const at = (x: number, y: number, channel: number) => pixels[(y * columns + x) * 3 + channel]!;
    const [[left, row], [right]] = ultrasoundTruth.caliper as [[number, number], [number, number]];
    expect(Math.abs((right - left) * delta - 24)).toBeLessThanOrEqual(delta);
    expect(at(left, row, 0) - at(left, row, 2)).toBeGreaterThan(100);
    // The black of the fluid along the vertical diameter, which no caliper covers.
    const middle = Math.round((left + right) / 2) + 8;
    let first = row - 6;
    let last = row + 6;
    const dark = (y: number) => at(middle, y, 1) + at(middle + 1, y, 1) + at(middle + 2, y, 1) < 75;
    while (dark(first)) first--;
    while (dark(last)) last++;
    expect(Math.abs((last - first - 1) * delta - 24)).toBeLessThan(2);
  });
});

it('gives the same bytes again', () => {
  const once = () => [
    ...brainMr(examination, { lesions: false }).instances(),
    ...abdomenUltrasound(examination).instances(),
    ...chestRadiograph(examination, 'MONOCHROME2').instances(),
  ];
  expect(Buffer.concat(once()).equals(Buffer.concat(once()))).toBe(true);
}, 60_000);
