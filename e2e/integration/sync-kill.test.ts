import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudyCache } from '../../src/main/cache/index.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type TestStudy, testStudy } from './pacs-study.ts';

/** Kills of one run; `VIGIE_KILLS=200 npx vitest run --project integration e2e/integration/sync-kill.test.ts` makes more. */
const kills = Number(process.env.VIGIE_KILLS ?? 12);
/** A line of so many bytes a millisecond keeps a study long enough under way to be killed in it. */
const bytesPerMs = 4_000;

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

/** How long a run may take to bring what it shall be killed behind, ms. */
const longestWait = 3_000;

/** Runs the program, and kills it when so many bytes have come; null lets it finish. Gives what it wrote. */
async function run(studies: readonly TestStudy[], killBehindBytes: number | null): Promise<string> {
  const uids = studies.map(({ studyUid }) => studyUid);
  const address = `${proxy.origin}/dicom-web`;
  const child = spawn(process.execPath, [program, folder, key.toString('hex'), address, ...uids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
  return output;
}

/** SOP Instance UIDs that are whole in the cache, read as the next start would read them. */
async function wholeInstances(studies: readonly TestStudy[]): Promise<Set<string>> {
  const damages: string[] = [];
  const cache = await openStudyCache({
    folder,
    indexKey: key,
    keysKey: key,
    onDamage: ({ code }) => damages.push(code),
  });
  try {
    const whole = new Set<string>();
    for (const { studyUid } of studies) {
      for (const { sopInstanceUid } of await cache.instances(studyUid)) {
        expect((await cache.original(studyUid, sopInstanceUid)).ok).toBe(true);
        whole.add(sopInstanceUid);
      }
    }
    expect(damages).toEqual([]);
    return whole;
  } finally {
    await cache.close();
  }
}

test(
  `kill -9 in the middle of the sync, ${kills} times`,
  async () => {
    let interrupted = 0;
    let inTheMiddle = 0;
    for (let round = 0, generation = 0; interrupted < kills; generation++) {
      const studies = [testStudy(`kill-${generation}-a`, [12, 5], 128), testStudy(`kill-${generation}-b`, [20], 128)];
      const instances = studies.flatMap(({ series }) => series.flatMap(({ sopInstanceUids }) => sopInstanceUids));
      for (const { files } of studies) await orthanc.stow(files);
      const bytes = studies.flatMap(({ files }) => files).reduce((sum, file) => sum + file.length, 0);
      proxy.behave(({ path }) =>
        /\/(series|instances)\/[0-9.]+$/.test(path) ? { kind: 'throttle', bytesPerMs, delayMs: 2 } : { kind: 'pass' },
      );
      let before = new Set<string>();
      for (; before.size < instances.length && interrupted < kills; round++) {
        proxy.forget();
        const output = await run(studies, Math.floor((((round * 37) % 100) / 100) * bytes));
        interrupted++;
        // After the kill the cache opens without damage, and holds at least what it held before.
        expect(output).not.toContain('damage');
        const seriesAsked = proxy.requests.map(({ path }) => /\/series\/([0-9.]+)$/.exec(path)?.[1] ?? '');
        const instancesAsked = proxy.requests.map(({ path }) => /\/instances\/([0-9.]+)$/.exec(path)?.[1] ?? '');
        for (const { series } of studies) {
          for (const { seriesUid, sopInstanceUids } of series) {
            const asked = sopInstanceUids.filter(
              uid => instancesAsked.includes(uid) || seriesAsked.includes(seriesUid),
            );
            // Nothing that was whole is asked for again, and nothing twice by one start of the program.
            expect(asked.filter(uid => before.has(uid))).toEqual([]);
          }
        }
        const asked = [...seriesAsked, ...instancesAsked].filter(Boolean);
        expect(new Set(asked).size).toBe(asked.length);
        const whole = await wholeInstances(studies);
        for (const uid of before) expect(whole).toContain(uid);
        before = whole;
        if (whole.size > 0 && whole.size < instances.length) inTheMiddle++;
      }
      await run(studies, null);
      expect((await wholeInstances(studies)).size).toBe(instances.length);
      await expectBitExact(studies);
    }
    // The kills must have met studies that were here in part, or they proved nothing.
    expect(inTheMiddle).toBeGreaterThan(kills / 4);
  },
  60_000 + kills * 5_000,
);

async function expectBitExact(studies: readonly TestStudy[]): Promise<void> {
  const cache = await openStudyCache({ folder, indexKey: key, keysKey: key });
  try {
    for (const { studyUid, series } of studies) {
      expect((await cache.state(studyUid)).state).toBe('complete');
      for (const uid of series.flatMap(({ sopInstanceUids }) => sopInstanceUids)) {
        const original = await cache.original(studyUid, uid);
        if (!original.ok) throw new Error(original.failure.code);
        expect(Buffer.compare(original.value, await orthanc.file(uid))).toBe(0);
      }
    }
  } finally {
    await cache.close();
  }
}
