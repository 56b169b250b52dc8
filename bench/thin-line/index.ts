import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright';
import { launchBrowser } from '../../e2e/launch/browser.ts';
import { type FolderSite, openFolderSite } from '../../e2e/launch/folder-site.ts';
import { launchVigie } from '../../e2e/launch/host-node.ts';
import { startFaultProxy } from '../../e2e/peers/fault-proxy.ts';
import { dropOrder, orderMessage } from '../../e2e/peers/orders.ts';
import { type Orthanc, startOrthanc } from '../../e2e/peers/orthanc.ts';
import { type Examination, examinationAttributes } from '../../e2e/peers/small-study.ts';
import { siteSyncSchema } from '../../src/contract/index.ts';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { openCase } from '../open-case.ts';

/**
 * Opens a 400-slice CT of 512 x 512 from Orthanc over a line of 30 Mbit/s with 40 ms to the first byte: until the PACS's
 * picture of the middle is shown, until a slice is painted in full resolution, and until all images are here. Once in a
 * viewer that the click opens, and once in one that is open. Prints one JSON object; medians over `--rounds` (5).
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    slices: { type: 'string', default: '400' },
    megabits: { type: 'string', default: '30' },
    latency: { type: 'string', default: '40' },
  },
});
const rounds = Number(values.rounds);
const slices = Number(values.slices);
const megabits = Number(values.megabits);
const delayMs = Number(values.latency);
const waitMs = 600_000;
const size = 512;
const seeds = ['thin-first', 'thin-second'] as const;
const studyOf = (seed: string) => syntheticUid(seed, 'study');
const examinationOf = (seed: string): Examination => ({
  patient: { patientId: seed, name: `Bench^${seed}`, birthDate: '19700101', sex: 'O' },
  accession: seed,
  description: 'Bench CT',
});

interface Opened {
  /** Milliseconds since the reader's click. */
  readonly picture: number;
  readonly painted: number;
  /** Null where it was not waited for. */
  readonly all: number | null;
}

const orthanc = await startOrthanc();
const proxy = await startFaultProxy(orthanc.restUrl);
const browser = await launchBrowser();
try {
  let bytes = 0;
  for (const seed of seeds) bytes = await store(orthanc, seed);
  proxy.behave(() => ({ kind: 'throttle', bytesPerMs: (megabits * 1000) / 8, delayMs }));
  const taken: { readonly first: Opened; readonly warm: Opened }[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await read());
  const of = (value: (round: (typeof taken)[number]) => number | null) => Math.round(median(taken.map(value)));
  const lineMs = (bytes * 8) / (megabits * 1000);
  const allMs = of(({ warm }) => warm.all);
  console.log(
    JSON.stringify(
      {
        what: `a ${slices}-slice CT of ${size} x ${size} (${Math.round(bytes / 1e6)} MB) over ${megabits} Mbit/s, ${delayMs} ms`,
        chromium: browser.version(),
        processors: availableParallelism(),
        loadAverage: Number(loadavg()[0]?.toFixed(1)),
        rounds,
        viewerOpens: { pictureMs: of(({ first }) => first.picture), paintedMs: of(({ first }) => first.painted) },
        viewerOpen: { pictureMs: of(({ warm }) => warm.picture), paintedMs: of(({ warm }) => warm.painted), allMs },
        lineMs: Math.round(lineMs),
        allPerLine: Number((allMs / lineMs).toFixed(2)),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await proxy.stop();
  await orthanc.stop();
}

/** Stores a body in air, with noise: a picture of it is as large as one of a patient. Its bytes. */
async function store(pacs: Orthanc, seed: string): Promise<number> {
  const attributes = examinationAttributes(examinationOf(seed));
  const noise = (index: number) => (Math.imul(index, 0x9e3779b1) >>> 26) - 32;
  const files = syntheticCtSeries({
    seed,
    slices,
    rows: size,
    columns: size,
    value: (column, row, slice) =>
      (Math.hypot(column - size / 2, row - size / 2) < size / 2.6 ? 1064 + (slice % 32) : 30) +
      noise((slice * size + row) * size + column),
    override: () => attributes,
  });
  for (let at = 0; at < files.length; at += 50) await pacs.stow(files.slice(at, at + 50));
  return files.reduce((sum, file) => sum + file.length, 0);
}

/** A new profile that fetches nothing ahead. */
async function read(): Promise<{ first: Opened; warm: Opened }> {
  const site = await openFolderSite('bench', `${proxy.origin}/dicom-web`, () => ({
    sync: siteSyncSchema.parse({ line: 'thin', ordersAhead: 0 }),
  }));
  for (const seed of seeds) await order(site, seed);
  const vigie = await launchVigie({ config: site.config, language: 'en' });
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 1 });
  try {
    const desk = await context.newPage();
    await desk.goto(vigie.url);
    const [one, two] = seeds;
    const { viewer, ...first } = await open(context, desk, one, null);
    const { viewer: _, ...warm } = await open(context, desk, two, viewer);
    return { first, warm };
  } finally {
    await context.close();
    await vigie.stop();
    await vigie.discard();
    await site.discard();
  }
}

function order(site: FolderSite, seed: string): Promise<void> {
  return dropOrder(site.orders, `${seed}.hl7`, orderMessage(seed, examinationOf(seed)));
}

async function open(
  context: BrowserContext,
  desk: Page,
  seed: string,
  known: Page | null,
): Promise<Opened & { viewer: Page }> {
  const uid = studyOf(seed);
  const row = desk.locator(`[data-testid="worklist-row"][data-accession~="${seed}"][data-study-uid="${uid}"]`);
  await row.waitFor({ timeout: waitMs });
  const { viewer, clicked } = await openCase(context, desk, row, known, waitMs);
  const since = async (selector: string) => {
    const shown = await viewer.waitForFunction(
      wanted => document.querySelector(wanted) !== null && Date.now(),
      selector,
      { timeout: waitMs, polling: 'raf' },
    );
    return Number(await shown.jsonValue()) - clicked;
  };
  const seen = since(`[data-testid="provisional-picture"] img, [data-study-uid="${uid}"][data-rendered="true"]`);
  const painted = since(`[data-study-uid="${uid}"][data-rendered="true"]`);
  const [picture, paintedMs] = await Promise.all([seen, painted]);
  if (known === null) return { viewer, picture, painted: paintedMs, all: null };
  const all = await since(`[data-study-uid="${uid}"][data-slice-count="${slices}"]`);
  return { viewer, picture, painted: paintedMs, all };
}

function median(numbers: readonly (number | null)[]): number {
  return [...numbers].sort((a, b) => Number(a) - Number(b))[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
