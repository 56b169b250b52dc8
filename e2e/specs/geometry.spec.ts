import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { balls, distance, geometryStudy, instanceUid, seriesUid, table, voxel } from '../peers/geometry-study.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import type { Examination } from '../peers/small-study.ts';

/**
 * One object, acquired in ways that viewers get wrong, through the whole chain: the verdict is on screen, what can be
 * shown as a volume shows the object in its place, and what is not known is hatched.
 */
test.describe.configure({ mode: 'serial' });

const examination: Examination = {
  patient: { patientId: 'GEO-1', name: 'QUERE^Nolwenn', birthDate: '19710509', sex: 'F' },
  accession: 'GEO-101',
  description: 'Geometry',
};

let site: FolderSite;
let orthanc: Orthanc;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;
/** Measurements as the viewer sent them to the report. */
const inserted: { points: [number, number, number][] }[] = [];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  orthanc = await startOrthanc();
  site = await openFolderSite('geometry', orthanc.dicomWebUrl);
  await orthanc.upload(geometryStudy(examination));
  await dropOrder(site.orders, 'G1.hl7', orderMessage('G1', examination));
  vigie = await launchVigie({ config: site.config, language: 'en' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  reader.context.on('page', page => noteMeasurements(page));
  await reader.open(examination.accession);
  await reader.viewer.setViewportSize({ width: 1800, height: 1000 });
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await orthanc?.stop();
  await site?.discard();
});

for (const [series, degrees] of [
  [1, '−15.0'],
  [2, '15.0'],
] as const) {
  test(`a gantry tilted to ${degrees}° stays as acquired in the stack, and its planes show the object in place`, async () => {
    await show(series);
    await expect(badge('stack', 'geometry')).toHaveText(`Gantry tilt of ${degrees}°: slices as acquired`);
    await expect(badge('stack', 'geometry')).toHaveAttribute('data-tone', 'warning');
    await planes();
    await expect(badge('sagittal', 'geometry')).toHaveText(`Gantry tilt of ${degrees}° corrected`);
    await expect(badge('sagittal', 'hatched')).toHaveText('Hatched: not imaged');
    await expectBallsInPlace();
    const hatch = hatchOf('sagittal', 'outside');
    await expect(hatch).toBeVisible();
    // What the corners of the volume show is covered, and the balls are not.
    const covered = await isHatched(await spotsOf('sagittal'));
    expect(covered).toEqual([false, false, false, false]);
    const { width, height } = (await pane('sagittal').boundingBox())!;
    const box = (await hatch.boundingBox())!;
    expect(box.width).toBeGreaterThan(0.2 * Math.min(width, height));
    await stack();
  });
}

test('an oblique acquisition needs no correction, and its planes show the object in place', async () => {
  await show(8);
  await expect(badge('stack', 'geometry')).toHaveText('Regular geometry');
  await planes();
  await expect(badge('sagittal', 'geometry')).toHaveText('Regular geometry');
  await expectBallsInPlace();
  await expect(hatchOf('sagittal', 'outside')).toHaveCount(0);
  await stack();
});

test('a missing slice is said in the stack, hatched on planes, and cannot be measured or rendered', async () => {
  await show(3);
  await expect(badge('stack', 'geometry')).toHaveText('1 slice missing after slice 10');
  await expect(reader.viewer.getByTestId('slice-gap')).toHaveAttribute('data-after', '10');
  await pane('stack').click();
  await reader.viewer.keyboard.press('Home');
  await expect(badge('stack', 'gap')).toHaveCount(0);
  for (let slice = 2; slice <= 10; slice++) await reader.viewer.keyboard.press('ArrowDown');
  await expect(badge('stack', 'gap')).toHaveText('Gap: 1 slice missing after this one');
  await reader.viewer.keyboard.press('ArrowDown');
  await expect(badge('stack', 'gap')).toHaveText('Gap: 1 slice missing before this one');

  await planes();
  await expect(badge('sagittal', 'geometry')).toHaveText('1 slice missing: hatched, not measurable');
  await expectBallsInPlace();
  // Between the slices on both sides of the missing one: 6 mm, in the plane's own scale from the balls' 40 mm.
  const spots = await spotsOf('sagittal');
  const scale = Math.abs(spots[0]![1] - spots[2]![1]) / distance(balls[0]!, balls[2]!);
  const band = (await hatchOf('sagittal', 'missing').boundingBox())!;
  expect(Math.abs(band.height / scale - 2 * table)).toBeLessThan(0.5);
  // Slice 11 of 25 lies 6 mm below the middle of the balls; the head is up.
  const { y: top } = (await pane('sagittal').boundingBox())!;
  const middle = (spots[0]![1] + spots[2]![1]) / 2;
  expect(Math.abs((band.y - top + band.height / 2 - middle) / scale - 2 * table)).toBeLessThan(0.5);

  const { x } = (await pane('sagittal').boundingBox())!;
  const center = [band.x - x + band.width / 2, band.y - top + band.height / 2] as const;
  await drag('sagittal', 'l', center, [center[0] + 60, center[1] - 60]);
  await expect(reader.viewer.getByTestId('toast')).toHaveText('Not measured: a slice that is needed is missing.');
  await expect(reader.viewer.getByTestId('measurement-label')).toHaveCount(0);
  await expect(reader.viewer.getByTestId('loading-notice')).toHaveText(
    'No volume rendering: slices are missing. Planes show them hatched.',
  );
  await stack();
});

test('a slice that cannot be loaded is hatched, also in the stack, until it is there', async () => {
  const path = `**/instances/${instanceUid(9, 6)}/frames/1`;
  await reader.context.route(path, route => route.fulfill({ status: 500 }));
  // In one answer with the others it would be there.
  const pack = `**/series/${seriesUid(9)}/frame-packs/*`;
  await reader.context.route(pack, route => route.fulfill({ status: 404 }));
  await show(9);
  await pane('stack').click();
  await reader.viewer.keyboard.press('Home');
  for (let slice = 2; slice <= 6; slice++) await reader.viewer.keyboard.press('ArrowDown');
  const notice = reader.viewer.getByTestId('loading-notice');
  await expect(notice).toContainText('Slice 6 was not loaded');
  await expect(notice).toHaveAttribute('data-broken');
  await planes();
  await expect(hatchOf('sagittal', 'failed')).toBeVisible();
  const failed = reader.viewer.locator('.pane', { has: pane('sagittal') }).getByTestId('failed-slices');
  await expect(failed).toContainText('Slice 6 was not loaded: hatched, not measurable.');
  await reader.context.unroute(path);
  await reader.context.unroute(pack);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await reader.pane('[data-kind="sagittal"]');
  await expect(hatchOf('sagittal', 'failed')).toHaveCount(0);
  await expectBallsInPlace();
  await stack();
});

test('two images at one place: one is set aside and said so', async () => {
  await show(4);
  await expect(badge('stack', 'geometry')).toHaveText('Regular geometry');
  await expect(badge('stack', 'duplicates')).toHaveText('1 duplicate set aside');
  await expect(pane('stack')).toHaveAttribute('data-slice-count', '9');
  await expect(options(4)).toHaveText([/Duplicate\s+\(9\)/, /Duplicate · duplicates\s+\(1\)/]);
});

test('two matrices in one series are two display sets, each a volume', async () => {
  await show(5);
  await expect(badge('stack', 'geometry')).toHaveText('Regular geometry');
  await expect(options(5)).toHaveText([/\(6\)/, /\(4\)/]);
});

test('two spacings in one series are no volume, and the reason is said', async () => {
  await show(6);
  await expect(badge('stack', 'geometry')).toHaveText('Slices only: irregular spacing');
  await reader.viewer.keyboard.press('m');
  await expect(reader.viewer.getByTestId('loading-notice').first()).toHaveText(
    'No volume of this series; the slices stay readable. The distances between its slices differ.',
  );
  await stack();
});

test('localizers in a series stand apart and spoil nothing', async () => {
  await show(7);
  await expect(badge('stack', 'geometry')).toHaveText('Regular geometry');
  await expect(pane('stack')).toHaveAttribute('data-slice-count', '8');
  await expect(options(7)).toHaveText([
    /inside · localizer\s+\(2\)|inside\s+\(8\)/,
    /inside · localizer\s+\(2\)|inside\s+\(8\)/,
  ]);
});

const pane = (kind: string) => reader.viewer.locator(`[data-testid="viewport"][data-kind="${kind}"]`);
const hatchOf = (kind: string, reason: string) =>
  reader.viewer.locator('.pane', { has: pane(kind) }).locator(`[data-testid="hatch"][data-reason="${reason}"] path`);
const badge = (kind: string, name: string) =>
  reader.viewer.locator('.pane', { has: pane(kind) }).locator(`[data-badge="${name}"]`);
const options = (series: number): Locator =>
  reader.viewer.getByTestId('series-choice-current').locator('option', { hasText: new RegExp(`^\\s*${series}\\s`) });

/** Hangs the fullest display set of a series as a stack. */
async function show(series: number): Promise<void> {
  await expect(options(series).first()).toBeAttached();
  const counts = await options(series).evaluateAll(found =>
    found.map(option => ({
      value: (option as HTMLOptionElement).value,
      count: Number(/\((\d+)\)$/.exec(option.textContent ?? '')?.[1]),
    })),
  );
  const [fullest] = counts.sort((a, b) => b.count - a.count);
  await reader.viewer.getByTestId('series-choice-current').selectOption(fullest!.value);
  await reader.pane(`[data-kind="stack"][data-series-uid="${seriesUid(series)}"]`);
}

async function planes(): Promise<void> {
  await reader.viewer.keyboard.press('m');
  for (const kind of ['axial', 'coronal', 'sagittal']) await reader.pane(`[data-kind="${kind}"]`);
}

async function stack(): Promise<void> {
  await reader.viewer.keyboard.press('m');
  await expect(pane('stack')).toHaveCount(1);
}

/**
 * The four balls on the sagittal plane: a length is drawn between the middles of what is bright on screen, and the
 * patient coordinates that come to the report must be those of the phantom, to half a voxel.
 */
async function expectBallsInPlace(): Promise<void> {
  const spots = await spotsOf('sagittal');
  expect(spots).toHaveLength(4);
  for (const [from, to] of [
    [0, 3],
    [1, 2],
  ] as const) {
    const before = inserted.length;
    await drag('sagittal', 'l', spots[from]!, spots[to]!);
    await reader.viewer.keyboard.press('Enter');
    await expect.poll(() => inserted.length).toBe(before + 1);
    const { points } = inserted[before]!;
    // Anterior is to the left and the head is up on screen: the order of the balls.
    expect(distance(points[0]!, balls[from]!)).toBeLessThan(voxel / 2);
    expect(distance(points[1]!, balls[to]!)).toBeLessThan(voxel / 2);
    await reader.viewer.keyboard.press('Delete');
    await reader.viewer.keyboard.press('Escape');
  }
}

async function drag(
  kind: string,
  tool: string,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const { x, y } = (await pane(kind).boundingBox())!;
  const { mouse, keyboard } = reader.viewer;
  await keyboard.press(tool);
  await mouse.move(x + from[0], y + from[1]);
  await mouse.down();
  await mouse.move(x + (from[0] + to[0]) / 2, y + (from[1] + to[1]) / 2, { steps: 3 });
  await mouse.move(x + to[0], y + to[1], { steps: 3 });
  await mouse.up();
}

/** Middles of what is white in a pane, by rows from the upper left, in CSS pixels of the pane. */
async function spotsOf(kind: string): Promise<(readonly [number, number])[]> {
  const found = await pane(kind)
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const [width, height] = [canvas.width, canvas.height];
      const copy = document.createElement('canvas');
      copy.width = width;
      copy.height = height;
      const drawing = copy.getContext('2d')!;
      drawing.drawImage(canvas, 0, 0);
      const { data } = drawing.getImageData(0, 0, width, height);
      const isBright = (at: number) => data[4 * at]! > 200;
      const seen = new Uint8Array(width * height);
      const spots: [number, number][] = [];
      for (let start = 0; start < seen.length; start++) {
        if (seen[start] || !isBright(start)) continue;
        const open = [start];
        seen[start] = 1;
        let [sumX, sumY, count] = [0, 0, 0];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
          const [x, y] = [at % width, Math.floor(at / width)];
          sumX += x + 0.5;
          sumY += y + 0.5;
          count += 1;
          for (const [dx, dy] of [
            [1, 0],
            [-1, 0],
            [0, 1],
            [0, -1],
          ] as const) {
            const [nx, ny] = [x + dx, y + dy];
            const next = ny * width + nx;
            if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen[next] || !isBright(next)) continue;
            seen[next] = 1;
            open.push(next);
          }
        }
        const { clientWidth, clientHeight } = canvas;
        if (count > 20) spots.push([(sumX / count / width) * clientWidth, (sumY / count / height) * clientHeight]);
      }
      return spots;
    });
  const middle = found.reduce((sum, [, y]) => sum + y, 0) / found.length;
  return found.sort((a, b) => Number(a[1] > middle) - Number(b[1] > middle) || a[0] - b[0]);
}

/** Whether points of the sagittal pane lie under its hatch. */
async function isHatched(points: readonly (readonly [number, number])[]): Promise<boolean[]> {
  return hatchOf('sagittal', 'outside').evaluate(
    (path, at) => at.map(([x, y]) => (path as SVGPathElement).isPointInFill(new DOMPoint(x, y))),
    points,
  );
}

function noteMeasurements(page: Page): void {
  page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => {
      const text = String(payload);
      const points = /"points":(\[\[.*?\]\])/.exec(text)?.[1];
      if (points) inserted.push({ points: JSON.parse(points) });
    }),
  );
}
