import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Orthanc, startOrthanc } from '../../e2e/peers/orthanc.ts';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import type { SyncRun } from './program.ts';

/**
 * Brings studies from a real Orthanc into the encrypted cache and compares with curl, which only reads the same WADO-RS
 * answers. Prints one JSON object; medians over `--rounds` (5). `--large` (2.1 GB) and `--parallel` (20 studies) can be
 * left out with `--no-large`, `--no-parallel`.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: true },
    parallel: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const rounds = Number(values.rounds);
const run = promisify(execFile);
const program = join(import.meta.dirname, 'program.ts');
const acceptAsStored = 'Accept: multipart/related; type="application/dicom"; transfer-syntax=*';
const megabyte = 1024 * 1024;

const orthanc = await startOrthanc();
try {
  const one = await stored(orthanc, 'bench-one', [400]);
  const result: Record<string, unknown> = {
    what: 'sync of a 400-slice CT of 512 x 512 (210 MB) from Orthanc: encrypted, indexed, verified',
    processors: availableParallelism(),
    loadAverage: Number(loadavg()[0]?.toFixed(1)),
    rounds,
    one: summary(await measured(() => [one])),
  };
  if (values.large) {
    const large = await stored(
      orthanc,
      'bench-large',
      Array.from({ length: 10 }, () => 400),
    );
    result.large = summary(await measured(() => [large]));
    await orthanc.deleteStudy(large.studyUid);
  }
  if (values.parallel) {
    const many: Stored[] = [];
    for (let i = 0; i < 20; i++) many.push(await stored(orthanc, `bench-many-${i}`, [40]));
    const parallel = await measured(() => many);
    result.parallel = {
      ...summary(parallel),
      throughputRatio: ratio(parallel.map(rate), (await measured(() => [one])).map(rate)),
    };
  }
  console.log(JSON.stringify(result, null, 2));
} finally {
  await orthanc.stop();
}

interface Stored {
  readonly studyUid: string;
  readonly seriesUids: readonly string[];
}

interface Round {
  readonly curlMs: number;
  readonly sync: SyncRun;
}

/** A study of as many series as `slices` has entries, in Orthanc. */
async function stored(pacs: Orthanc, seed: string, slices: readonly number[]): Promise<Stored> {
  const seriesUids = slices.map((_, index) => syntheticUid(seed, 'series', index + 1));
  for (const [index, count] of slices.entries()) {
    const files = syntheticCtSeries({
      seed,
      slices: count,
      rows: 512,
      columns: 512,
      override: slice => ({
        SeriesInstanceUID: seriesUids[index] ?? '',
        SeriesNumber: index + 1,
        SOPInstanceUID: syntheticUid(seed, 'instance', index + 1, slice + 1),
      }),
    });
    for (let at = 0; at < files.length; at += 50) await pacs.stow(files.slice(at, at + 50));
  }
  return { studyUid: syntheticUid(seed, 'study'), seriesUids };
}

async function measured(studies: () => readonly Stored[]): Promise<Round[]> {
  const taken: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const curlMs = await curl(studies());
    taken.push({ curlMs, sync: await sync(studies()) });
  }
  return taken;
}

/** One curl after the other, as a plain script would. */
async function curl(studies: readonly Stored[]): Promise<number> {
  const started = performance.now();
  for (const { studyUid, seriesUids } of studies) {
    for (const seriesUid of seriesUids) {
      const url = `${orthanc.dicomWebUrl}/studies/${studyUid}/series/${seriesUid}`;
      await run('curl', ['-sf', '-H', acceptAsStored, '-o', '/dev/null', url]);
    }
  }
  return performance.now() - started;
}

async function sync(studies: readonly Stored[]): Promise<SyncRun> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sync-'));
  try {
    const uids = studies.map(({ studyUid }) => studyUid);
    const { stdout, stderr } = await run(process.execPath, [program, folder, orthanc.dicomWebUrl, ...uids]);
    if (stderr !== '') console.error(stderr);
    return JSON.parse(stdout) as SyncRun;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(taken: readonly Round[]) {
  const of = (value: (round: Round) => number, digits = 1) => Number(median(taken.map(value)).toFixed(digits));
  return {
    instances: taken[0]?.sync.instances,
    megabytes: Math.round((taken[0]?.sync.bytes ?? 0) / 1e6),
    wallMs: of(({ sync }) => sync.ms, 0),
    curlMs: of(({ curlMs }) => curlMs, 0),
    wallPerCurl: of(({ sync, curlMs }) => sync.ms / curlMs, 2),
    memoryAboveIdleMb: of(({ sync }) => (sync.peakBytes - sync.idleBytes) / megabyte),
    idleMb: of(({ sync }) => sync.idleBytes / megabyte),
    eventLoopDelayMs: {
      p50: of(({ sync }) => sync.delayP50),
      p99: of(({ sync }) => sync.delayP99),
      max: of(({ sync }) => sync.delayMax),
    },
    mainThreadCpuMs: of(({ sync }) => sync.mainThreadMs, 0),
    processCpuMs: of(({ sync }) => sync.processMs, 0),
  };
}

function rate({ sync }: Round): number {
  return sync.bytes / sync.ms;
}

function ratio(a: readonly number[], b: readonly number[]): number {
  return Number((median(a) / median(b)).toFixed(2));
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
