import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { dicomJsonOf } from '../../src/dicom/json/from-data-set.ts';
import { readPart10 } from '../../src/dicom/part10/read.ts';
import { finishFrame } from '../../src/dicom/pixel/finish-frame.ts';
import { pixelDescriptionOf } from '../../src/dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../src/dicom/pixel/series-pixel-type.ts';
import { decodeFrame } from '../../src/main/decode/index.ts';
import { type Encoded, encodings } from './encodings.ts';
import { edge, frames, writeUncompressed } from './phantom-image.ts';

/**
 * Throughput of decode + finish for each transfer syntax, beside DCMTK or GDCM on the same file:
 * `npm run --silent bench:decode`. Prints JSON. Ours is one warm thread, from the file's bytes to the finished frames; the
 * other is its program without the time that it takes to start, from file to uncompressed file. Medians of 5, in turns.
 */
const rounds = 5;
const megabytes = (2 * frames * edge * edge) / 1e6;

async function decodeAndFinish(path: string): Promise<void> {
  const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  const file = readPart10(new Uint8Array(buffer, byteOffset, byteLength), { inflate });
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  const header = dicomJsonOf(file.value.dataSet);
  const description = pixelDescriptionOf(header);
  if (!description.ok) throw new Error(JSON.stringify(description.failure));
  const dtype = seriesDtype([header]);
  for (let frame = 1; frame <= description.value.numberOfFrames; frame++) {
    const decoded = await decodeFrame(file.value, frame, { description: description.value });
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
    const finished = finishFrame(header, frame, decoded.value.frame, dtype);
    if (!finished.ok) throw new Error(JSON.stringify(finished.failure));
  }
}

async function milliseconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function runPeer([command = '', ...args]: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? `exit code ${status}`}`);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const perSecond = (time: number) => Math.round((10 * megabytes) / (time / 1000)) / 10;

async function measure({ name, transferSyntaxUid, make, peer }: Encoded, uncompressed: string, folder: string) {
  const source = join(folder, 'encoded.dcm');
  if (!(await make(uncompressed, source))) return { name, transferSyntaxUid, skipped: 'no encoder on this machine' };
  const target = join(folder, 'decoded.dcm');
  const command = peer?.(source, target) ?? null;
  const [ours, theirs, starts]: [number[], number[], number[]] = [[], [], []];
  await decodeAndFinish(source);
  for (let round = 0; round < rounds; round++) {
    ours.push(await milliseconds(() => decodeAndFinish(source)));
    if (command === null) continue;
    theirs.push(await milliseconds(() => runPeer(command)));
    starts.push(await milliseconds(() => runPeer([command[0] ?? '', '--version'])));
  }
  const own = median(ours);
  const other = command === null ? null : Math.max(1, median(theirs) - median(starts));
  return {
    name,
    transferSyntaxUid,
    encodedMegabytes: Math.round(statSync(source).size / 1e5) / 10,
    ours: { milliseconds: Math.round(own), megabytesPerSecond: perSecond(own) },
    peer: other && {
      tool: command?.[0],
      milliseconds: Math.round(other),
      megabytesPerSecond: perSecond(other),
    },
    /** Above 1 where ours is faster. */
    ratio: other && Math.round((100 * other) / own) / 100,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'bench-decode-'));
try {
  const uncompressed = writeUncompressed(folder);
  const results = [];
  for (const encoded of encodings) results.push(await measure(encoded, uncompressed, folder));
  const image = { frames, rows: edge, columns: edge, bitsStored: 12, megabytes };
  console.log(JSON.stringify({ processor: cpus()[0]?.model, node: process.version, image, rounds, results }, null, 2));
} finally {
  rmSync(folder, { recursive: true });
}
