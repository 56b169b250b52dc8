import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDisplaySets } from '../../src/dicom/geometry/display-sets.ts';
import { dicomJsonOf } from '../../src/dicom/json/from-data-set.ts';
import { readPart10 } from '../../src/dicom/part10/read.ts';
import { pixelDescriptionOf } from '../../src/dicom/pixel/pixel-description.ts';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { encode } from '../../src/main/decode/encoders.test-data.ts';
import { decodeFrame, openDecoderPool } from '../../src/main/decode/index.ts';
import { edge, frames as phantomFrames, pixels } from '../decode/phantom-image.ts';

/**
 * Makes the frames of a 400-slice CT of 512 x 512 ahead, and reads them back as they are streamed to the viewer. Compared,
 * in turns in the same run, with decoding alone in as many threads, with encrypting and writing the same bytes in a plain
 * script, and with reading and decrypting them. Prints one JSON object; medians over `--rounds` (5).
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, slices: { type: 'string', default: '400' } },
});
const [rounds, slices] = [Number(values.rounds), Number(values.slices)];
const threads = Math.min(4, Math.max(1, availableParallelism() - 1));
const studyUid = syntheticUid('bench-frames', 'study');
const seriesUid = syntheticUid('bench-frames', 'series', 1);
const frameSize = edge * edge * 2;

const slicePixels = (slice: number) =>
  pixels.subarray((slice % phantomFrames) * edge * edge, ((slice % phantomFrames) + 1) * edge * edge);
const shape = { width: edge, height: edge, bitsPerSample: 12, componentCount: 1, isSigned: false };

async function streams(kind: 'jpegLs' | 'jpeg2000'): Promise<readonly Uint8Array[]> {
  const encoded: Uint8Array[] = [];
  for (let slice = 0; slice < phantomFrames; slice++) {
    const set =
      kind === 'jpeg2000'
        ? (encoder: { setQuality?(reversible: boolean, step: number): void }) => encoder.setQuality?.(true, 0)
        : undefined;
    encoded.push(await encode(kind, shape, slicePixels(slice), set));
  }
  return encoded;
}

function series(more: { transferSyntaxUid?: string; streams?: readonly Uint8Array[]; slope?: number }) {
  const { transferSyntaxUid, streams: encoded, slope } = more;
  return syntheticCtSeries({
    seed: 'bench-frames',
    slices,
    rows: edge,
    columns: edge,
    value: () => 0,
    ...(transferSyntaxUid && { transferSyntaxUid }),
    override: slice => ({
      PixelData: encoded ? { fragments: [encoded[slice % phantomFrames]!] } : slicePixels(slice),
      ...(slope && { RescaleSlope: slope }),
    }),
  });
}

async function timed<T>(work: () => Promise<T> | T): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

interface Round {
  readonly prepareMs: number;
  readonly decodeMs: number;
  readonly writeMs: number;
  readonly readMs: number;
  readonly plainReadMs: number;
  readonly bytes: number;
}

/** One round in a cache of its own. */
async function round(files: readonly Uint8Array<ArrayBuffer>[]): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-frames-'));
  const cache = await openStudyCache({ folder, indexKey: randomBytes(32), keysKey: randomBytes(32) });
  try {
    await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
    const decodeMs = await decodeAlone(files);
    const plain = plainCopy(join(folder, 'plain'));
    const writeMs = await timed(plain.write);
    let bytes = 0;
    const prepareMs = await timed(async () => {
      const prepared = await cache.prepareFrames(studyUid);
      if (!prepared.ok || prepared.value.packs !== 1) throw new Error(JSON.stringify(prepared));
      bytes = prepared.value.bytes;
    });
    const plainReadMs = await timed(plain.read);
    const name = (await packName(cache))!;
    const readMs = await timed(async () => {
      const pack = await cache.framePack(studyUid, seriesUid, name);
      if (!pack.ok) throw new Error(pack.failure.code);
      for (let at = 0; at < slices; at += 8) {
        const got = await pack.value.read(Array.from({ length: Math.min(8, slices - at) }, (_, i) => at + i));
        if (!got.ok) throw new Error(got.failure.code);
      }
    });
    return { prepareMs, decodeMs, writeMs, readMs, plainReadMs, bytes };
  } finally {
    await cache.close();
    rmSync(folder, { recursive: true });
  }
}

async function packName(cache: StudyCache): Promise<string | undefined> {
  const [set] = buildDisplaySets(await cache.metadata(studyUid, null, 'finished'), { complete: true });
  return set?.id.split('.').at(-1);
}

/** The codec's own work on all slices, in as many threads as frames are made ahead with; 0 where nothing is compressed. */
async function decodeAlone(files: readonly Uint8Array<ArrayBuffer>[]): Promise<number> {
  const parsed = files.map(bytes => {
    const file = readPart10(bytes);
    if (!file.ok) throw new Error(file.failure.code);
    const description = pixelDescriptionOf(dicomJsonOf(file.value.dataSet));
    if (!description.ok) throw new Error(description.failure.code);
    return { file: file.value, description: description.value };
  });
  const pool = openDecoderPool({ size: threads, limitMs: 60_000 });
  try {
    await decodeFrame(parsed[0]!.file, 1, { description: parsed[0]!.description, decoder: pool.decode });
    return await timed(async () => {
      let next = 0;
      const one = async () => {
        for (let item = parsed[next++]; item !== undefined; item = parsed[next++]) {
          const decoded = await decodeFrame(item.file, 1, { description: item.description, decoder: pool.decode });
          if (!decoded.ok) throw new Error(decoded.failure.code);
        }
      };
      await Promise.all(Array.from({ length: threads + 1 }, one));
    });
  } finally {
    await pool.close();
  }
}

/** The finished bytes, written and read as a script would that does nothing else: AES-256-GCM, one chunk for each slice. */
function plainCopy(path: string) {
  const key = randomBytes(32);
  const seals: { nonce: Buffer; tag: Buffer }[] = [];
  return {
    write() {
      const file = openSync(path, 'w');
      for (let slice = 0; slice < slices; slice++) {
        const nonce = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', key, nonce);
        const { buffer, byteOffset, byteLength } = slicePixels(slice);
        writeSync(file, cipher.update(new Uint8Array(buffer, byteOffset, byteLength)));
        cipher.final();
        seals.push({ nonce, tag: cipher.getAuthTag() });
      }
      fdatasyncSync(file);
      closeSync(file);
    },
    read() {
      const file = openSync(path, 'r');
      const sealed = Buffer.allocUnsafe(frameSize);
      for (let slice = 0; slice < slices; slice++) {
        readSync(file, sealed, 0, frameSize, slice * frameSize);
        const decipher = createDecipheriv('aes-256-gcm', key, seals[slice]!.nonce);
        decipher.setAuthTag(seals[slice]!.tag);
        decipher.update(sealed);
        decipher.final();
      }
      closeSync(file);
    },
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function summary(taken: readonly Round[], base: 'decodeMs' | 'writeMs') {
  const of = (value: (round: Round) => number, digits = 0) => Number(median(taken.map(value)).toFixed(digits));
  return {
    prepareMs: of(({ prepareMs }) => prepareMs),
    ...(base === 'decodeMs' && { decodeAloneMs: of(({ decodeMs }) => decodeMs) }),
    encryptAndWriteMs: of(({ writeMs }) => writeMs),
    [base === 'decodeMs' ? 'wallPerDecode' : 'wallPerEncryptAndWrite']: of(
      taking => taking.prepareMs / taking[base],
      2,
    ),
    packMegabytes: of(({ bytes }) => bytes / 1e6),
    readMs: of(({ readMs }) => readMs),
    readAndDecryptPlainMs: of(({ plainReadMs }) => plainReadMs),
    readPerPlain: of(({ readMs, plainReadMs }) => readMs / plainReadMs, 2),
  };
}

const cases = [
  { name: 'uncompressed: index over originals', base: 'writeMs', files: async () => series({}) },
  // A slope of 2 cannot be indexed: the same frames as an encrypted copy.
  { name: 'uncompressed: copy', base: 'writeMs', files: async () => series({ slope: 2 }) },
  {
    name: 'JPEG-LS',
    base: 'decodeMs',
    files: async () => series({ transferSyntaxUid: '1.2.840.10008.1.2.4.80', streams: await streams('jpegLs') }),
  },
  {
    name: 'JPEG 2000',
    base: 'decodeMs',
    files: async () => series({ transferSyntaxUid: '1.2.840.10008.1.2.4.90', streams: await streams('jpeg2000') }),
  },
] as const;

const results: Record<string, unknown> = {};
for (const { name, base, files } of cases) {
  const made = await files();
  const taken: Round[] = [];
  for (let count = 0; count < rounds; count++) taken.push(await round(made));
  results[name] = summary(taken, base);
}
console.log(
  JSON.stringify(
    {
      what: `frame pack of a ${slices}-slice CT of ${edge} x ${edge} (${Math.round((slices * frameSize) / 1e6)} MB)`,
      processors: availableParallelism(),
      decoderThreads: threads,
      loadAverage: Number(loadavg()[0]?.toFixed(1)),
      rounds,
      results,
    },
    null,
    2,
  ),
);
