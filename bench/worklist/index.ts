import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../../e2e/launch/browser.ts';
import { launchVigie } from '../../e2e/launch/host-node.ts';
import { orderMessage } from '../../e2e/peers/orders.ts';
import { percentile } from '../search/percentile.ts';

/**
 * A worklist of 10 000 rows, scrolled and searched: `npm run --silent bench:worklist -- [ROWS]`. Needs the built pages.
 * Prints JSON: rows in the DOM at most, and for scrolling, jumping and typing a search the time from one frame to the
 * next (`frames`, milliseconds) and the tasks of the page that took more than 50 ms (`longTasks`).
 */
const rows = Number(process.argv[2] ?? 10_000);
const wheelTurns = 200;

const families = ['Lefèvre', 'Martin', 'Nguyen', 'Dupont', 'Le Goff', 'Çelik', 'Ó Briain', 'Moreau'];
const examinations = ['TDM thorax', 'IRM crâne', 'TDM abdomen', 'Radio genou', 'IRM rachis'];

const folder = await mkdtemp(join(tmpdir(), 'vigie-worklist-'));
const [orders, reports] = [join(folder, 'orders'), join(folder, 'reports')];
for (const each of [orders, reports]) await mkdir(each);
for (let row = 0; row < rows; row++) {
  const examination = {
    patient: {
      patientId: `WL-${row}`,
      name: `${families[row % families.length]}^Patient ${row}`,
      birthDate: `19${String(30 + (row % 60)).padStart(2, '0')}0412`,
      sex: row % 2 ? ('F' as const) : ('M' as const),
    },
    accession: `WL${String(row).padStart(6, '0')}`,
    description: examinations[row % examinations.length] ?? '',
  };
  await writeFile(join(orders, `${row}.hl7`), orderMessage(`wl-${row}`, examination));
}
const config = join(folder, 'sites.json');
await writeFile(
  config,
  JSON.stringify({
    sites: [
      {
        id: 'wide',
        name: 'Wide',
        // No PACS: rows of orders alone, so that nothing but the list itself is measured.
        dicomweb: { url: 'http://127.0.0.1:9/dicom-web', auth: { kind: 'none' } },
        ris: { kind: 'folder', orders, reports },
      },
    ],
  }),
);

interface Measured {
  readonly frames: number[];
  readonly longTasks: number[];
  readonly mostRows: number;
}

const vigie = await launchVigie({ config, language: 'fr' });
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await page.goto(vigie.url);
  const grid = page.getByTestId('worklist').getByRole('grid');
  const search = page.getByTestId('worklist-search');
  await page.waitForFunction(
    wanted =>
      Number(document.querySelector('[data-testid="worklist"] [role="grid"]')?.getAttribute('aria-rowcount')) >= wanted,
    rows,
    { timeout: 540_000 },
  );
  await page.waitForTimeout(3000);

  /** What the page's frames and tasks took while something was done to it. */
  async function during(work: () => Promise<void>): Promise<Measured> {
    await page.evaluate(() => {
      const seen = { frames: [] as number[], longTasks: [] as number[], mostRows: 0, running: true };
      (window as unknown as { seen: typeof seen }).seen = seen;
      new PerformanceObserver(list => {
        if (seen.running) for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
      }).observe({ type: 'longtask' });
      let last = performance.now();
      const frame = () => {
        const now = performance.now();
        seen.frames.push(now - last);
        last = now;
        seen.mostRows = Math.max(seen.mostRows, document.querySelectorAll('[data-testid="worklist-row"]').length);
        if (seen.running) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await work();
    return page.evaluate(() => {
      const { seen } = window as unknown as { seen: Measured & { running: boolean } };
      seen.running = false;
      return { frames: seen.frames.slice(1), longTasks: seen.longTasks, mostRows: seen.mostRows };
    });
  }

  const idle = await during(() => page.waitForTimeout(2000));
  await grid.hover();
  const scrolling = await during(async () => {
    for (let turn = 0; turn < wheelTurns; turn++) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(16);
    }
  });
  const jumping = await during(async () => {
    for (const key of ['End', 'Home', 'End', 'Home', 'PageDown', 'PageDown', 'PageUp']) {
      await grid.press(key);
      await page.waitForTimeout(100);
    }
  });
  const searching = await during(async () => {
    for (const text of ['lefevre', 'patient 77', 'irm', 'WL0042']) {
      await search.fill('');
      await search.pressSequentially(text, { delay: 80 });
      await page.waitForTimeout(300);
    }
  });
  const summary = ({ frames, longTasks }: Measured) => ({
    frames: { p50: percentile(frames, 50), p95: percentile(frames, 95), most: percentile(frames, 100) },
    framesOver50Ms: frames.filter(ms => ms > 50).length,
    of: frames.length,
    longTasks: longTasks.map(Math.round),
  });
  console.log(
    JSON.stringify(
      {
        rows,
        loadAverage: Number(loadavg()[0]?.toFixed(1)),
        rowsInDom: Math.max(...[idle, scrolling, jumping, searching].map(({ mostRows }) => mostRows)),
        idle: summary(idle),
        scrolling: summary(scrolling),
        jumping: summary(jumping),
        searching: summary(searching),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await vigie.stop();
  await vigie.discard();
  await rm(folder, { recursive: true, force: true });
}
