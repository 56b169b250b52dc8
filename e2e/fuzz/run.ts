import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDecoderPool } from '../../src/main/decode/index.ts';
import { describeGeometry, writeFrames } from '../../src/main/inspection/index.ts';
import { mutated, SeededRandom } from './mutation.ts';

export interface FuzzOptions {
  readonly files: readonly string[];
  readonly count: number;
  readonly seed: number;
}

/** What the mutated files did to the program; `failures` must be empty. */
export interface FuzzReport {
  /** How many files ended in each way: `decoded`, or the reason of a refusal. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly slowestMs: number;
  readonly mostMegabytes: number;
  readonly failures: readonly string[];
}

const longestMs = 10_000;
const mostBytes = 1e9;

/** Damages files one by one and has `frames` and `geometry` read them, in this process. */
export async function fuzz({ files, count, seed }: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const [input, output] = [join(folder, 'input'), join(folder, 'output')];
  await mkdir(input);
  const decoders = openDecoderPool({ size: 1, limitMs: longestMs - 1000 });
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  let [slowestMs, mostMegabytes] = [0, 0];
  for (let index = 0; index < count; index++) {
    const random = new SeededRandom(seed + index);
    const path = files[random.below(files.length)]!;
    const name = `seed ${seed + index}, ${path}`;
    await writeFile(join(input, 'file.dcm'), mutated(await readFile(path), random));
    const started = performance.now();
    try {
      const frames = await writeFrames(join(input, 'file.dcm'), output, decoders.decode);
      await describeGeometry(input);
      const outcome = frames.ok ? 'decoded' : String(frames.failure.params.reason ?? frames.failure.code);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.stack : error}`);
    }
    const elapsed = performance.now() - started;
    const memory = process.memoryUsage.rss();
    if (elapsed > longestMs) failures.push(`${name}: ${Math.round(elapsed)} ms`);
    if (memory > mostBytes) failures.push(`${name}: ${Math.round(memory / 1e6)} MB`);
    slowestMs = Math.max(slowestMs, elapsed);
    mostMegabytes = Math.max(mostMegabytes, memory / 1e6);
    await rm(output, { recursive: true, force: true });
  }
  await decoders.close();
  await rm(folder, { recursive: true });
  return { outcomes, slowestMs, mostMegabytes, failures };
}
