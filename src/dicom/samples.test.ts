import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Part10File } from './dataset/data-set.ts';
import type { DicomJson } from './json/dicom-json.ts';
import { dicomJsonOf } from './json/from-data-set.ts';
import { readPart10 } from './part10/read.ts';
import type { Cells } from './pixel/decoded-frame.ts';
import { finishFrame } from './pixel/finish-frame.ts';
import { nativeFrame } from './pixel/native-frame.ts';
import { pixelDescriptionOf } from './pixel/pixel-description.ts';
import { seriesDtype } from './pixel/series-pixel-type.ts';
import { storedValues } from './pixel/stored-values.ts';

// Real files of many vendors, checked against DCMTK and against hashes that other decoders made. They are not part of
// the repository.
const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
const truthFile = join(samples, 'reference', 'pixel_truth.csv');
const rows = existsSync(truthFile) ? readFileSync(truthFile, 'utf8').trim().split('\n').slice(1) : [];
const hasDcmtk = spawnSync('dcm2json', ['--version']).status === 0;
const nativeSyntaxes = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'];

interface Truth {
  readonly path: string;
  readonly sha256: string;
}
const truths: Truth[] = rows
  .map(row => row.split(','))
  .filter(([, syntax = '']) => nativeSyntaxes.includes(syntax))
  .map(([path = '', , , , , , , sha256 = '']) => ({ path, sha256 }))
  .filter(({ path }) => existsSync(join(samples, path)));
/** Every twelfth file, and the ones with rare encodings. */
const rare = /BigEnd|expb|bigendian|deflated|color-p[lx]|palette|OBXXXX|liver|float|rtdose|US1|YBR|_422|charset/i;
const chosen = truths.filter(({ path }, index) => index % 12 === 0 || rare.test(path));

function read(path: string): Part10File {
  const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });
  const outcome = readPart10(readFileSync(join(samples, path)), { inflate });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

describe.skipIf(chosen.length === 0)('sample files', () => {
  it.skipIf(!hasDcmtk)('have the attributes that dcm2json finds', () => {
    let compared = 0;
    for (const { path } of chosen.filter((_, index) => index % 3 === 0)) {
      let theirs: DicomJson;
      try {
        const text = execFileSync('dcm2json', [join(samples, path)], {
          maxBuffer: 2 ** 29,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        theirs = JSON.parse(text.toString());
      } catch {
        // it refuses some character sets
        continue;
      }
      expect(comparable(dicomJsonOf(read(path).dataSet)), path).toEqual(comparable(theirs));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it.skipIf(!hasDcmtk)('have the colours that dcm2pnm finds', () => {
    let compared = 0;
    for (const { path } of chosen.filter(({ path }) =>
      /palette|OBXXXX|color-p|TestPattern|YBR_FULL|ybr_full|US1_UNC/i.test(path),
    )) {
      const { dataSet } = read(path);
      const header = dicomJsonOf(dataSet);
      const description = pixelDescriptionOf(header);
      const frame = description.ok ? nativeFrame(dataSet, description.value, 1) : description;
      const finished = frame.ok ? finishFrame(header, 1, frame.value, 'uint8') : frame;
      if (!finished.ok || finished.value.samplesPerPixel !== 3) continue;
      const ours = finished.value.bytes;
      const pnm = execFileSync('dcm2pnm', ['+op', join(samples, path)], {
        maxBuffer: 2 ** 29,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const theirs = pnm.subarray(pnm.length - ours.length);
      // it rounds its way from YBR to RGB, with 2 at most between
      const widest = ours.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? 0))), 0);
      expect(widest, path).toBeLessThanOrEqual(/ybr/i.test(path) ? 2 : 0);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(3);
  });

  it.each(chosen)('$path has the pixels that other decoders find', ({ path, sha256 }) => {
    const { dataSet } = read(path);
    const header = dicomJsonOf(dataSet);
    const description = pixelDescriptionOf(header);
    if (!description.ok) throw new Error(JSON.stringify(description.failure));
    const stored = createHash('sha256');
    const raw = createHash('sha256');
    const rgb = createHash('sha256');
    for (let frameNumber = 1; frameNumber <= description.value.numberOfFrames; frameNumber++) {
      const frame = nativeFrame(dataSet, description.value, frameNumber);
      if (!frame.ok) throw new Error(JSON.stringify(frame.failure));
      const finished = finishFrame(header, frameNumber, frame.value, seriesDtype([header]));
      if (!finished.ok) throw new Error(JSON.stringify(finished.failure));
      stored.update(bytesOf(storedValues(frame.value)));
      raw.update(bytesOf(frame.value.cells));
      rgb.update(finished.value.bytes);
    }
    // the decoders differ in whether they mask unused bits, and in whether they leave colour by plane
    expect([stored, raw, rgb].map(hash => hash.digest('hex'))).toContain(sha256);
  });
});

describe('the set of samples', () => {
  const title =
    rows.length === 0
      ? 'no sample file ran: VIGIE_SAMPLES is not there'
      : `${truths.length - chosen.length} of ${truths.length} uncompressed files did not run, to save time`;
  it.skipIf(rows.length === 0)(title, () => {
    expect(chosen.length).toBeGreaterThan(50);
  });
});

function bytesOf(cells: Cells): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
}

/** Public attributes without bulk data, numbers to six digits; the private dictionary of DCMTK is its own. */
function comparable(json: DicomJson): unknown {
  const bulk = ['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN'];
  const entries = Object.entries(json).filter(
    ([key, { vr }]) => !bulk.includes(vr) && key !== '00080005' && Number.parseInt(key.slice(0, 4), 16) % 2 === 0,
  );
  return Object.fromEntries(
    entries
      .filter(([key]) => !key.startsWith('0002'))
      .map(([key, element]) => {
        const numeric = ['DS', 'IS', 'FL', 'FD'].includes(element.vr);
        const values = (element.Value ?? []).map(value => {
          if (element.vr === 'SQ') return comparable(value as DicomJson);
          return numeric && value !== null ? Number(value).toPrecision(6) : value;
        });
        return [key, { vr: element.vr, values: values.every(value => value === null) ? [] : values }];
      }),
  );
}
