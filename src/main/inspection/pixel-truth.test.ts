import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { value } from '../../contract/value.test-data.ts';
import type { Cells, DecodedFrame } from '../../dicom/pixel/decoded-frame.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { decodeFrame } from '../decode/index.ts';
import { type DicomFile, readDicomFile } from './read-dicom-file.ts';
import { bytesOf, dtypeOf, storedSamplesOf } from './stored-samples.ts';

// Every sample file against hashes that pydicom, DCMTK, GDCM and NEMA's own uncompressed files gave; colour and lossy
// ones, which a hash cannot decide, against DCMTK run on the same file. The samples are not part of the repository.
const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
const truthFile = join(samples, 'reference', 'pixel_truth.csv');
const hasDcmtk = spawnSync('dcmdjpeg', ['--version']).status === 0;

interface Truth {
  readonly path: string;
  readonly syntax: string;
  readonly dtype: string;
  readonly sha256: string;
}
const lines = existsSync(truthFile) ? readFileSync(truthFile, 'utf8').trim().split('\n').slice(1) : [];
const truths = lines
  .map(line => line.split(','))
  .map(([path = '', syntax = '', , dtype = '', , , , sha256 = '']): Truth => ({ path, syntax, dtype, sha256 }))
  .filter(({ path }) => existsSync(join(samples, path)));

/** Refused, as DCMTK does: the data set is damaged, and where it goes on would be a guess. */
const refusals: Readonly<Record<string, string>> = {
  // items stand behind an element that is no sequence
  'open/fo-dicom/GH364.dcm': '(0018,5020) unexpected-delimiter',
  // a sequence of length 0 with items behind it
  'open/fo-dicom/FreezePattern.dcm': '(0055,040E) unexpected-delimiter',
};

const jpegDct = /\.4\.(50|51|53|55)$/;
const folder = mkdtempSync(join(tmpdir(), 'pixel-truth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const say = (line: string) => process.stdout.write(`${line}\n`);

async function decodedFrames({ file, header }: DicomFile): Promise<readonly DecodedFrame[]> {
  const description = value(pixelDescriptionOf(header));
  const frames: DecodedFrame[] = [];
  for (let frame = 1; frame <= description.numberOfFrames; frame++) {
    frames.push(value(await decodeFrame(file, frame, { description })).frame);
  }
  return frames;
}

async function storedFrames(file: DicomFile): Promise<readonly Cells[]> {
  return (await decodedFrames(file)).map(frame => value(storedSamplesOf(frame)));
}

function hashOf(frames: readonly Cells[], change: (cells: Cells) => Cells = cells => cells): string {
  const hash = createHash('sha256');
  for (const frame of frames) hash.update(bytesOf(change(frame)));
  return hash.digest('hex');
}

/** The frames as DCMTK decodes them: JPEG by dcmdjpeg, the others rendered as colour by dcmj2pnm. */
async function framesOfDcmtk({ path, syntax }: Truth): Promise<readonly Cells[]> {
  const output = join(folder, 'dcmtk');
  if (jpegDct.test(syntax)) {
    const { status, stderr } = spawnSync('dcmdjpeg', ['--conv-lossy', readableByDcmtk(path), output]);
    if (status !== 0) throw new Error(String(stderr));
    return storedFrames(value(await readDicomFile(output)));
  }
  const { status, stdout } = spawnSync('dcmj2pnm', ['--write-raw-pnm', join(samples, path)], { maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error('dcmj2pnm');
  const header = /^P6\s+(?:#[^\n]*\s+)*\d+\s+\d+\s+255\s/.exec(stdout.subarray(0, 200).toString('latin1'))?.[0] ?? '';
  return [new Uint8Array(stdout.subarray(header.length))];
}

/** DCMTK stops at a second sequence delimiter behind the pixel data; it gets a copy without. */
function readableByDcmtk(path: string): string {
  const bytes = readFileSync(join(samples, path));
  const delimiter = Buffer.from('feffdde000000000', 'hex');
  const doubled = bytes.lastIndexOf(Buffer.concat([delimiter, delimiter]));
  if (doubled < 0) return join(samples, path);
  const copy = join(folder, 'copy');
  writeFileSync(copy, Buffer.concat([bytes.subarray(0, doubled), bytes.subarray(doubled + delimiter.length)]));
  return copy;
}

function difference(ours: readonly Cells[], theirs: readonly Cells[]): { mean: number; most: number } {
  let [sum, count, most] = [0, 0, 0];
  expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
  ours.forEach((frame, index) => {
    const other = theirs[index]!;
    for (let at = 0; at < frame.length; at++) {
      const here = Math.abs((frame[at] ?? 0) - (other[at] ?? 0));
      sum += here;
      if (here > most) most = here;
    }
    count += frame.length;
  });
  return { mean: sum / count, most };
}

interface Tally {
  tried: number;
  exact: number;
  within: number;
  refused: number;
  wrong: number;
}
const tallies = new Map<string, Tally>();

async function judge(truth: Truth): Promise<Exclude<keyof Tally, 'tried'>> {
  const read = await readDicomFile(join(samples, truth.path));
  const refusal = refusals[truth.path];
  if (!read.ok || refusal !== undefined) {
    const params = read.ok ? {} : read.failure.params;
    return refusal === `${params.tag} ${params.reason}` ? 'refused' : 'wrong';
  }
  const decoded = await decodedFrames(read.value);
  const frames = decoded.map(frame => value(storedSamplesOf(frame)));
  if (frames[0] && dtypeOf(frames[0]) === truth.dtype && hashOf(frames) === truth.sha256) return 'exact';
  if (truth.path.endsWith('/liver_j2k.dcm')) {
    // Pillow scales one bit to 128; the same segmentation uncompressed is the truth
    const uncompressed = truths.find(({ path }) => path.endsWith('/liver.dcm'));
    return hashOf(frames) === uncompressed?.sha256 ? 'exact' : 'wrong';
  }
  if (truth.path.endsWith('/TOSHIBA_J2K_SIZ1_PixRep0.dcm')) {
    // the stream is signed, the header says unsigned: Pillow moves the values up by half the range, GDCM does not
    return hashOf(frames, cells => Uint16Array.from(cells, cell => cell + 0x8000)) === truth.sha256 ? 'exact' : 'wrong';
  }
  const { mean, most } = difference(frames, await framesOfDcmtk(truth));
  const bits = Number(value(pixelDescriptionOf(read.value.header)).bitsStored);
  const level = 2 ** Math.max(0, bits - 8);
  // Uncompressed luminance and chrominance must be exact; for the way to RGB, dcmj2pnm has its zero of chrominance at 127.5
  // and cuts off each term, which makes 2 between.
  const isExactInItsColours = hashOf(decoded.map(({ cells }) => cells)) === truth.sha256;
  const within = jpegDct.test(truth.syntax) ? mean <= level && most <= 4 * level : isExactInItsColours && most <= 2;
  if (!within) say(`${truth.path}: mean ${mean}, most ${most}`);
  return within ? 'within' : 'wrong';
}

describe.skipIf(truths.length === 0 || !hasDcmtk)('stored values of sample files', () => {
  test('are those of other decoders', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const truth of truths) {
      const verdict = await judge(truth).catch(error => {
        say(`${truth.path}: ${error}`);
        return 'wrong' as const;
      });
      const tally = tallies.get(truth.syntax) ?? { tried: 0, exact: 0, within: 0, refused: 0, wrong: 0 };
      tally.tried += 1;
      tally[verdict] += 1;
      tallies.set(truth.syntax, tally);
      if (verdict === 'wrong') wrong.push(truth.path);
    }
    for (const [syntax, tally] of [...tallies].sort()) say(`${syntax || '(none)'} ${JSON.stringify(tally)}`);
    expect(wrong).toEqual([]);
  });
});

test.skipIf(truths.length > 0 && hasDcmtk)('sample files or DCMTK are absent: 0 files tried', () => {
  say('0 sample files tried: set VIGIE_SAMPLES to their folder and install dcmtk');
});
