import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../../main/decode/index.ts';
import { type DicomJson, jsonString } from '../json/dicom-json.ts';
import { dicomJsonOf } from '../json/from-data-set.ts';
import { overlaysOf, overlaysOfInstance } from '../overlay/overlay.ts';
import { readPart10 } from '../part10/read.ts';
import { finishFrame } from '../pixel/finish-frame.ts';
import { finishedMetadata } from '../pixel/finished-metadata.ts';
import { finishedValues } from '../pixel/finished-values.ts';
import { seriesDtype } from '../pixel/series-pixel-type.ts';
import type { Voi } from '../voi/voi.ts';
import { windowOfRange } from '../voi/window.ts';
import { presentationOf } from './presentation.ts';
import { withPresentationState } from './presentation-state.ts';
import { type Picture, renderFrame } from './render-frame.ts';

// Real files, drawn by DCMTK and by us. They are not part of the repository.
const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
const list = join(samples, 'reference', 'rendered_dcmtk', 'README.csv');
const hasDcmtk = spawnSync('dcmj2pnm', ['--version']).status === 0 && spawnSync('dcmp2pgm', ['--version']).status === 0;

interface Sample {
  readonly source: string;
  readonly options: readonly string[];
}
const all: Sample[] = existsSync(list)
  ? readFileSync(list, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map(row => row.split(','))
      .map(([, source = '', command = '']) => ({ source, options: command.split(' ').slice(1) }))
      .filter(({ source }) => existsSync(join(samples, source)))
  : [];

/** What differs for a reason, with the reason. */
const explained: Readonly<Record<string, string>> = {
  'rtdose_expb.dcm': 'DCMTK reads 32-bit big-endian pixels by 16-bit words; pydicom gives our values',
  'YBR_FULL-RLE.dcm': 'DCMTK cuts off the fractions of its YBR tables: up to 2 levels',
  'Issue19.dcm': 'DCMTK cuts off the fractions of its YBR tables: up to 2 levels',
  'GH195.dcm': 'RGB by the header, but a JFIF stream, which is YBR: the stream counts',
  'PET/image/000000.dcm': 'fractional values: DCMTK finds their range in whole numbers',
  'brain_001.dcm': 'a window of width 0 is none; DCMTK uses it',
};
const isExplained = ({ source }: Sample) => Object.keys(explained).some(name => source.endsWith(`/${name}`));
/** A share of them in every run; all of them with VIGIE_ALL_SAMPLES. */
const chosen = all.filter((sample, index) => {
  const special = /overlay|ovly|mono1|MONO1|mlut|vlut|I_000000|Overlay/.test(sample.source);
  return !isExplained(sample) && (special || index % 6 === 0 || process.env.VIGIE_ALL_SAMPLES !== undefined);
});

function read(path: string) {
  const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });
  const outcome = readPart10(readFileSync(path), { inflate });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return { file: outcome.value, header: dicomJsonOf(outcome.value.dataSet) };
}

/** The picture of the first frame; `range` asks for the window from smallest to largest value, padding included. */
async function draw(path: string, window: 'first' | 'range' | 'own', state?: string): Promise<Picture> {
  const { file, header } = read(path);
  const decoded = await decodeFrame(file, 1);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
  const given = state === undefined ? null : read(state);
  const shown: DicomJson = given === null ? header : withPresentationState(header, given.header, 1);
  const dtype = seriesDtype([shown]);
  const finished = finishFrame(shown, 1, decoded.value.frame, dtype);
  if (!finished.ok) throw new Error(JSON.stringify(finished.failure));
  const overlays = overlaysOf(shown, 1, overlaysOfInstance(file.dataSet, decoded.value.frame));
  const present = (voi?: Voi) => {
    const outcome = presentationOf(finishedMetadata(shown, dtype), 1, finished.value, {
      overlays,
      ...(voi && { voi }),
    });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    return outcome.value;
  };
  const values: ArrayLike<number> = finishedValues(finished.value);
  const range = () => {
    let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = 0; index < values.length; index++) {
      lower = Math.min(lower, values[index] ?? lower);
      upper = Math.max(upper, values[index] ?? upper);
    }
    return { kind: 'window', window: windowOfRange(lower, upper), explanation: '' } as const;
  };
  const first = () => present().vois.find(({ kind }) => kind === 'window');
  return renderFrame(finished.value, present(window === 'own' ? undefined : window === 'first' ? first() : range()));
}

function worst({ rgb, rows, columns }: Picture, expected: PNG): number {
  expect([columns, rows]).toEqual([expected.width, expected.height]);
  let largest = 0;
  for (let at = 0; at < rgb.length; at++) {
    largest = Math.max(largest, Math.abs(rgb[at]! - expected.data[4 * Math.floor(at / 3) + (at % 3)]!));
  }
  return largest;
}

describe.skipIf(chosen.length === 0 || !hasDcmtk)('sample files', () => {
  it.each(chosen)('$source is within one level of dcmj2pnm', async ({ source, options }) => {
    const path = join(samples, source);
    const png = execFileSync('dcmj2pnm', [...options, path], {
      maxBuffer: 2 ** 29,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const picture = await draw(path, options.includes('+Wm') ? 'range' : 'first');
    expect(worst(picture, PNG.sync.read(png))).toBeLessThanOrEqual(1);
  });
});

const pair = join(samples, 'open', 'weasis-gsps', 'dcm4che3', 'img');
describe.skipIf(!existsSync(pair))('presentation states', () => {
  it('scrambled tables of all three stages give the test picture of OFFIS', async () => {
    const picture = await draw(join(pair, 'imageForPrLUTs.dcm'), 'own', join(pair, 'prLUTs.dcm'));
    const expected = PNG.sync.read(readFileSync(join(samples, 'reference', 'weasis-gsps', 'expected_imgForPrLUT.png')));
    expect(worst(picture, expected)).toBe(0);
  });

  const state = join(samples, 'open', 'derived-by-tools', 'docs', 'gsps_dcmpsmk_GE_CT.dcm');
  it.skipIf(!hasDcmtk || !existsSync(state))('of dcmpsmk is drawn as dcmp2pgm draws it', async () => {
    const wanted = JSON.stringify(read(state).header);
    const folder = join(samples, 'open', 'dcm_qa_ct', 'GE');
    const image = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .find(path => wanted.includes(`"${jsonString(read(path).header, 0x00080018)}"`));
    const out = mkdtempSync(join(tmpdir(), 'state-'));
    try {
      execFileSync('dcmp2pgm', ['-p', state, image!, join(out, 'picture.pgm')], { stdio: 'ignore' });
      const pgm = readFileSync(join(out, 'picture.pgm'));
      const [, width, height] = /^P[25]\s+(?:#.*\s+)*(\d+)\s+(\d+)\s+255\s/.exec(pgm.toString('latin1')) ?? [];
      const picture = await draw(image!, 'own', state);
      expect([picture.columns, picture.rows]).toEqual([Number(width), Number(height)]);
      const theirs = pgm.subarray(pgm.length - picture.rows * picture.columns);
      const errors = picture.rgb.filter((_, at) => at % 3 === 0).map((level, at) => Math.abs(level - theirs[at]!));
      expect(Math.max(...new Set(errors))).toBeLessThanOrEqual(1);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
