import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright';
import { launchBrowser } from '../../e2e/launch/browser.ts';
import { launchVigie } from '../../e2e/launch/host-node.ts';
import { dropOrder, orderMessage } from '../../e2e/peers/orders.ts';
import { type Orthanc, startOrthanc } from '../../e2e/peers/orthanc.ts';
import { type Examination, examinationAttributes } from '../../e2e/peers/small-study.ts';
import { shortName } from '../../src/dicom/geometry/display-set-id.ts';
import { gatedSetsOf } from '../../src/dicom/geometry/gated-set.ts';
import { framesOf } from '../../src/dicom/geometry/series-frame.ts';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { openCase } from '../open-case.ts';
import { ohifVersion, serveOhif } from './ohif.ts';

/**
 * Opens a 400-slice CT of 512 x 512 in the viewer: cold from Orthanc, and prepared in a viewer that is open already; and
 * cold in OHIF, in the same Chromium with the same graphics. Prints one JSON object; medians over `--rounds` (5);
 * `--no-ohif` leaves OHIF out.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    slices: { type: 'string', default: '400' },
    ohif: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const [rounds, slices] = [Number(values.rounds), Number(values.slices)];
const viewport = { width: 1600, height: 1000 };
const waitMs = 300_000;
const seeds = ['bench-first', 'bench-second'] as const;
const studyOf = (seed: string) => syntheticUid(seed, 'study');
const examinations = new Map<string, Examination>(
  seeds.map((seed, index) => [
    seed,
    {
      patient: { patientId: `BENCH-${index}`, name: `Bench^${index}`, birthDate: '19700101', sex: 'O' },
      accession: `BENCH-${index}`,
      description: 'Bench CT',
    },
  ]),
);

const orthanc = await startOrthanc();
const browser = await launchBrowser();
try {
  for (const seed of seeds) await store(orthanc, seed);
  const ours: OurRound[] = [];
  const theirs: TheirRound[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await openInVigie(browser));
    if (values.ohif) theirs.push(await openInOhif(browser));
  }
  const of = <Round>(taken: readonly Round[], value: (round: Round) => number, digits = 0) =>
    Number(median(taken.map(value)).toFixed(digits));
  console.log(
    JSON.stringify(
      {
        what: `a ${slices}-slice CT of 512 x 512 (${Math.round((slices * 524_288) / 1e6)} MB) in the viewer`,
        chromium: browser.version(),
        processors: availableParallelism(),
        loadAverage: Number(loadavg()[0]?.toFixed(1)),
        rounds,
        vigie: {
          cold: { paintedMs: of(ours, ({ cold }) => cold.painted), allMs: of(ours, ({ cold }) => cold.all) },
          prepared: {
            paintedMs: of(ours, ({ prepared }) => prepared.painted),
            allMs: of(ours, ({ prepared }) => prepared.all),
            framesMs: of(ours, ({ prepared }) => prepared.frames),
            readAndDecryptPlainMs: of(ours, ({ plainMs }) => plainMs),
            framesPerPlain: of(ours, ({ prepared, plainMs }) => prepared.frames / plainMs, 2),
            requests: ours[0]?.prepared.requests,
          },
          canvas: ours[0]?.canvas,
        },
        ...(values.ohif && {
          ohif: {
            version: ohifVersion,
            firstFrameMs: of(theirs, ({ first }) => first),
            allMs: of(theirs, ({ all }) => all),
            canvas: theirs[0]?.canvas,
          },
          ohifPerVigieCold: Number(
            median(theirs.map(({ all }, round) => all / (ours[round]?.cold.all ?? Number.NaN))).toFixed(1),
          ),
        }),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await orthanc.stop();
}

async function store(pacs: Orthanc, seed: string): Promise<void> {
  const attributes = examinationAttributes(examinations.get(seed)!);
  const files = syntheticCtSeries({
    seed,
    slices,
    rows: 512,
    columns: 512,
    override: () => attributes,
  });
  for (let at = 0; at < files.length; at += 50) await pacs.stow(files.slice(at, at + 50));
}

interface Opened {
  /** Milliseconds since the reader's click. */
  readonly painted: number;
  readonly all: number;
  /** From the request of the frames that were made ahead until the last one is in memory. */
  readonly frames: number;
  readonly requests: { readonly packs: number; readonly frames: number };
}

interface OurRound {
  readonly cold: Opened;
  readonly prepared: Opened;
  readonly plainMs: number;
  readonly canvas: string;
}

/** A new profile that fetches nothing ahead: the first study is opened cold, and again when it is prepared. */
async function openInVigie(chromium: Browser): Promise<OurRound> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-viewer-'));
  for (const name of ['orders', 'reports']) await mkdir(join(folder, name));
  for (const [seed, examination] of examinations) {
    await dropOrder(join(folder, 'orders'), `${seed}.hl7`, orderMessage(seed, examination));
  }
  const config = join(folder, 'sites.json');
  const site = {
    id: 'bench',
    name: 'Bench',
    dicomweb: { url: orthanc.dicomWebUrl, auth: { kind: 'none' } },
    ris: { kind: 'folder', orders: join(folder, 'orders'), reports: join(folder, 'reports') },
    sync: { ordersAhead: 0 },
  };
  await writeFile(config, JSON.stringify({ sites: [site] }));
  const vigie = await launchVigie({ config, language: 'en' });
  const context = await chromium.newContext({ viewport, deviceScaleFactor: 1 });
  // Only the newest entries are kept otherwise.
  await context.addInitScript(() => performance.setResourceTimingBufferSize(100_000));
  try {
    const desk = await context.newPage();
    await desk.goto(vigie.url);
    const [first, second] = seeds;
    const cold = await open(context, desk, first, null);
    const viewer = cold.viewer;
    await open(context, desk, second, viewer);
    await prepared(viewer, first);
    const warm = await open(context, desk, first, viewer);
    const canvas = await canvasSize(viewer);
    return { cold, prepared: warm, plainMs: await plainRead(folder), canvas };
  } finally {
    await context.close();
    await vigie.stop();
    await vigie.discard();
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(
  context: BrowserContext,
  desk: Page,
  seed: string,
  known: Page | null,
): Promise<Opened & { viewer: Page }> {
  const row = desk.locator(
    `[data-testid="worklist-row"][data-accession~="${examinations.get(seed)!.accession}"][data-study-uid="${studyOf(seed)}"]`,
  );
  await row.waitFor({ timeout: waitMs });
  await known?.evaluate(() => performance.clearResourceTimings());
  const { viewer, clicked } = await openCase(context, desk, row, known, waitMs);
  const painted = await viewer.waitForFunction(
    uid =>
      document.querySelector(`[data-testid="viewport"][data-study-uid="${uid}"][data-rendered="true"]`) !== null &&
      Date.now(),
    studyOf(seed),
    { timeout: waitMs, polling: 'raf' },
  );
  const loaded = await viewer.waitForFunction(
    ({ uid, count }) => {
      const entries = performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes(uid)) as PerformanceResourceTiming[];
      const packs = entries.filter(
        ({ name, responseStatus }) => name.includes('/frame-packs/') && responseStatus === 200,
      );
      const frames = entries.filter(({ name }) => /\/frames\/\d+$/.test(name));
      if (packs.length === 0 && frames.length < count) return false;
      const last = Math.max(...[...packs, ...frames].map(({ responseEnd }) => responseEnd));
      const began = Math.min(...[...packs, ...frames].map(({ startTime }) => startTime));
      return {
        at: performance.timeOrigin + last,
        frames: last - began,
        requests: { packs: packs.length, frames: frames.length },
      };
    },
    { uid: studyOf(seed), count: slices },
    { timeout: waitMs, polling: 20 },
  );
  const paintedAt = Number(await painted.jsonValue());
  const all = (await loaded.jsonValue()) as { at: number; frames: number; requests: Opened['requests'] };
  return { viewer, painted: paintedAt - clicked, all: all.at - clicked, frames: all.frames, requests: all.requests };
}

/** Waits until the frames of a study are made ahead. */
async function prepared(viewer: Page, seed: string): Promise<void> {
  const seriesUid = syntheticUid(seed, 'series', 1);
  const series = `/dicomweb/studies/${studyOf(seed)}/series/${seriesUid}`;
  const name = await packName(viewer, series);
  await viewer.waitForFunction(
    async path => {
      const answer = await fetch(path);
      await answer.body?.cancel();
      return answer.status === 200;
    },
    `${series}/frame-packs/${name}`,
    { timeout: waitMs, polling: 500 },
  );
}

async function packName(viewer: Page, series: string): Promise<string> {
  const headers = await viewer.evaluate(async path => (await fetch(path)).json(), `${series}/metadata`);
  const [set] = gatedSetsOf(headers.flatMap(framesOf), true);
  if (set === undefined) throw new Error('no display set');
  return shortName(set.group.key);
}

/** Reading and decrypting the same bytes as a script would that does nothing else. */
async function plainRead(folder: string): Promise<number> {
  const [key, size] = [randomBytes(32), 524_288];
  const path = join(folder, 'plain');
  const sealed = Array.from({ length: slices }, (_, slice) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    writeFileSync(path, cipher.update(Buffer.alloc(size, slice)), { flag: 'a' });
    cipher.final();
    return { nonce, tag: cipher.getAuthTag() };
  });
  const times: number[] = [];
  for (let time = 0; time < 3; time++) {
    const started = performance.now();
    const file = openSync(path, 'r');
    const bytes = Buffer.allocUnsafe(size);
    for (const [slice, { nonce, tag }] of sealed.entries()) {
      readSync(file, bytes, 0, size, slice * size);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce);
      decipher.setAuthTag(tag);
      decipher.update(bytes);
      decipher.final();
    }
    closeSync(file);
    times.push(performance.now() - started);
  }
  return median(times);
}

interface TheirRound {
  readonly first: number;
  readonly all: number;
  readonly canvas: string;
}

/** From the address of the study until every frame has come. */
async function openInOhif(chromium: Browser): Promise<TheirRound> {
  const ohif = await serveOhif(orthanc.dicomWebUrl);
  const context = await chromium.newContext({ viewport, deviceScaleFactor: 1 });
  await context.addInitScript(() => performance.setResourceTimingBufferSize(100_000));
  try {
    const page = await context.newPage();
    await page.goto(`${ohif.url}/viewer?StudyInstanceUIDs=${studyOf(seeds[0])}`, { waitUntil: 'commit' });
    const loaded = await page.waitForFunction(
      count => {
        const ends = new Map<string, number>();
        for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
          if (/\/instances\/.*\/frames\//.test(entry.name)) ends.set(entry.name, entry.responseEnd);
        }
        if (ends.size < count) return false;
        const times = [...ends.values()];
        return { first: Math.min(...times), all: Math.max(...times) };
      },
      slices,
      { timeout: waitMs, polling: 100 },
    );
    return { ...((await loaded.jsonValue()) as { first: number; all: number }), canvas: await canvasSize(page) };
  } finally {
    await context.close();
    ohif.close();
  }
}

function canvasSize(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')]
      .map(({ width, height }) => `${width}x${height}`)
      .toSorted()
      .join(' '),
  );
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
