import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { openImportedStudies } from '../../src/main/import/index.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type TestStudy, testStudy } from './pacs-study.ts';
import type { KillPlan } from './sync-kill.plan.ts';

/** Kills of one run; `VIGIE_KILLS=200 npx vitest run --project integration e2e/integration/sync-kill.test.ts` makes more. */
const kills = Number(process.env.VIGIE_KILLS ?? 8);
/** A line of so many bytes a millisecond keeps a study long enough under way to be killed in it. */
const bytesPerMs = 4_000;
/** How long a run may take to bring what it shall be killed behind, ms. */
const longestWait = 3_000;

const program = fileURLToPath(new URL('./sync-kill.program.ts', import.meta.url));
const key = randomBytes(32);
let orthanc: Orthanc;
let proxy: FaultProxy;
let folder: string;

beforeAll(async () => {
  orthanc = await startOrthanc();
  proxy = await startFaultProxy(orthanc.restUrl);
  folder = await mkdtemp(join(tmpdir(), 'sync-kill-'));
});
afterAll(async () => {
  await proxy?.stop();
  await orthanc?.stop();
  await rm(folder, { recursive: true, force: true });
});

const instancesOf = ({ series }: TestStudy) => series.flatMap(({ sopInstanceUids }) => sopInstanceUids);

/** Studies of one generation: two come from the PACS, one from a disc; those of the generation before are evicted. */
interface Generation {
  readonly ofPacs: readonly TestStudy[];
  readonly ofDisc: TestStudy;
  readonly files: readonly string[];
  readonly bytes: number;
}

async function makeGeneration(number: number): Promise<Generation> {
  const ofPacs = [testStudy(`kill-${number}-a`, [12, 5], 128), testStudy(`kill-${number}-b`, [20], 128)];
  for (const { files } of ofPacs) await orthanc.stow(files);
  const ofDisc = testStudy(`disc-${number}`, [40], 128);
  const files = await Promise.all(
    ofDisc.files.map(async (file, index) => {
      const path = join(folder, `${number}-${index}.dcm`);
      await writeFile(path, file);
      return path;
    }),
  );
  const bytes = ofPacs.flatMap(study => study.files).reduce((sum, file) => sum + file.length, 0);
  return { ofPacs, ofDisc, files, bytes };
}

/** Runs the program, and kills it when so many bytes have come; null lets it finish. Gives the lines that it wrote. */
async function run(plan: Pick<KillPlan, 'sync' | 'imports' | 'evict'>, killBehindBytes: number | null) {
  const whole: KillPlan = { ...plan, folder, key: key.toString('hex'), baseUrl: `${proxy.origin}/dicom-web` };
  const child = spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  const closed = once(child, 'close');
  if (killBehindBytes !== null) {
    await Promise.race([once(child.stdout, 'data'), closed]);
    const [from, until] = [proxy.passedBytes, performance.now() + longestWait];
    while (proxy.passedBytes - from < killBehindBytes && performance.now() < until && child.exitCode === null) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    child.kill('SIGKILL');
  }
  const [code, signal] = await closed;
  if (signal !== 'SIGKILL') expect(code).toBe(0);
  return output.split('\n');
}

/** Opens the cache as the next start would, and expects it to be without damage. */
async function withCache<T>(work: (cache: StudyCache) => Promise<T>): Promise<T> {
  const damages: string[] = [];
  const onDamage = ({ code }: { code: string }) => damages.push(code);
  const cache = await openStudyCache({ folder: join(folder, 'cache'), indexKey: key, keysKey: key, onDamage });
  try {
    return await work(cache);
  } finally {
    await cache.close();
    expect(damages).toEqual([]);
  }
}

/** SOP Instance UIDs of a study that are whole: each authenticates and parses to what the index says. */
async function wholeInstances(cache: StudyCache, studyUid: string): Promise<string[]> {
  const whole: string[] = [];
  for (const { sopInstanceUid } of await cache.instances(studyUid)) {
    expect((await cache.verifyInstance(studyUid, sopInstanceUid)).ok).toBe(true);
    whole.push(sopInstanceUid);
  }
  return whole;
}

async function expectBitExact(cache: StudyCache, { studyUid, series }: TestStudy, isAtPacs: boolean): Promise<void> {
  expect((await cache.state(studyUid)).state).toBe('complete');
  for (const { sopInstanceUids, files } of series) {
    for (const [index, uid] of sopInstanceUids.entries()) {
      const original = await cache.original(studyUid, uid);
      if (!original.ok) throw new Error(original.failure.code);
      const truth = isAtPacs ? await orthanc.file(uid) : files[index]!;
      expect(Buffer.compare(original.value, truth)).toBe(0);
    }
  }
}

/** Nothing that was whole is asked for again, and nothing twice by one start of the program. */
function expectAskedOnce(studies: readonly TestStudy[], before: ReadonlySet<string>): void {
  const seriesAsked = proxy.requests.map(({ path }) => /\/series\/([0-9.]+)$/.exec(path)?.[1] ?? '');
  const instancesAsked = proxy.requests.map(({ path }) => /\/instances\/([0-9.]+)$/.exec(path)?.[1] ?? '');
  for (const { seriesUid, sopInstanceUids } of studies.flatMap(({ series }) => series)) {
    const asked = sopInstanceUids.filter(uid => instancesAsked.includes(uid) || seriesAsked.includes(seriesUid));
    expect(asked.filter(uid => before.has(uid))).toEqual([]);
  }
  const asked = [...seriesAsked, ...instancesAsked].filter(Boolean);
  expect(new Set(asked).size).toBe(asked.length);
}

/** Everything that a killed start had confirmed is so, and what it was at is done in whole or not at all. */
async function expectConfirmed(
  cache: StudyCache,
  lines: readonly string[],
  { ofDisc, files }: Generation,
  evicted: readonly TestStudy[],
): Promise<void> {
  const imported = await wholeInstances(cache, ofDisc.studyUid);
  const confirmed = files.filter(path => lines.includes(`imported ${path}`));
  for (const path of confirmed) expect(imported).toContain(instancesOf(ofDisc)[files.indexOf(path)]);
  if (confirmed.length > 0) {
    expect(await cache.pinned()).toContain(ofDisc.studyUid);
    const listed = (await openImportedStudies(join(folder, 'imports'), key)).list();
    expect(listed.map(({ studyUid }) => studyUid)).toContain(ofDisc.studyUid);
  }
  for (const study of evicted) {
    const left = (await wholeInstances(cache, study.studyUid)).length;
    if (lines.includes(`evicted ${study.studyUid}`)) expect(left).toBe(0);
    else expect([0, instancesOf(study).length]).toContain(left);
  }
}

test(
  `kill -9 in the middle of sync, import and eviction, ${kills} times`,
  async () => {
    let interrupted = 0;
    let inTheMiddle = { sync: 0, import: 0, eviction: 0 };
    let evicted: readonly TestStudy[] = [];
    for (let round = 0, number = 0; interrupted < kills; number++) {
      proxy.behave(() => ({ kind: 'pass' }));
      const generation = await makeGeneration(number);
      const { ofPacs, ofDisc } = generation;
      const instances = ofPacs.flatMap(instancesOf);
      const plan = { sync: ofPacs.map(({ studyUid }) => studyUid), imports: generation.files };
      proxy.behave(({ path }) =>
        /\/(series|instances)\/[0-9.]+$/.test(path) ? { kind: 'throttle', bytesPerMs, delayMs: 2 } : { kind: 'pass' },
      );
      const stillHere = [...evicted];
      let before = new Set<string>();
      for (; before.size < instances.length && interrupted < kills; round++) {
        proxy.forget();
        // One study goes with each start, so that kills meet evictions too.
        const leaving = stillHere.slice(0, 1);
        const evict = leaving.map(({ studyUid }) => studyUid);
        const lines = await run({ ...plan, evict }, Math.floor((((round * 37) % 100) / 100) * generation.bytes));
        interrupted++;
        // After the kill the cache opens without damage, and holds at least what it held before.
        expect(lines.filter(line => line.startsWith('damage'))).toEqual([]);
        expectAskedOnce(ofPacs, before);
        const whole = await withCache(async cache => {
          await expectConfirmed(cache, lines, generation, leaving);
          if (leaving[0] && (await cache.instances(leaving[0].studyUid)).length === 0) stillHere.shift();
          const studies = await Promise.all(ofPacs.map(({ studyUid }) => wholeInstances(cache, studyUid)));
          return new Set(studies.flat());
        });
        for (const uid of before) expect(whole).toContain(uid);
        before = whole;
        const imports = lines.filter(line => line.startsWith('imported')).length;
        inTheMiddle = {
          sync: inTheMiddle.sync + Number(whole.size > 0 && whole.size < instances.length),
          import: inTheMiddle.import + Number(imports > 0 && imports < generation.files.length),
          eviction: inTheMiddle.eviction + evict.length,
        };
      }
      // What was evicted comes back as it was.
      const again = evicted.map(({ studyUid }) => studyUid);
      await run({ ...plan, sync: [...plan.sync, ...again], evict: [] }, null);
      await withCache(async cache => {
        for (const study of [...ofPacs, ...evicted]) await expectBitExact(cache, study, true);
        await expectBitExact(cache, ofDisc, false);
      });
      evicted = ofPacs;
    }
    console.log(`${interrupted} kills, of them in the middle of a study: ${JSON.stringify(inTheMiddle)}`);
    // The kills must have met studies that were here in part, or they proved nothing.
    expect(inTheMiddle.sync).toBeGreaterThan(kills / 4);
    expect(inTheMiddle.import).toBeGreaterThan(0);
  },
  60_000 + kills * 8_000,
);
