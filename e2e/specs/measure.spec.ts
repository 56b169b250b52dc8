import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Locator, test } from '@playwright/test';
import type { Quantity } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import {
  edge,
  ladder,
  ladderSpacing,
  petUptake,
  positronEmission,
  radiograph,
  ultrasound,
} from '../vectors/measure-phantoms.ts';

/** What the screen says of phantoms whose lengths, values and slabs are known, drawn with the mouse. */
test.describe.configure({ mode: 'default' });

const phantoms = { ct: ladder(), pet: positronEmission(), dx: radiograph(), us: ultrasound() };
let site: FolderSite;
let pacs: Orthanc;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;

test.beforeAll(async () => {
  pacs = await startOrthanc();
  site = await openFolderSite('measure', pacs.dicomWebUrl);
  for (const { files } of Object.values(phantoms)) await pacs.upload([...files]);
  vigie = await launchVigie({ config: site.config, language: 'en' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await pacs?.stop();
  await site?.discard();
});

/** Opens a phantom and gives its pane and where its pixels stand on screen. */
async function open(phantom: { readonly accession: string }) {
  await reader.desk.bringToFront();
  await reader.open(phantom.accession);
  await reader.viewer.bringToFront();
  // A case that was open already is still as it was left.
  const planes = reader.viewer.getByTestId('layout-mpr');
  if ((await planes.getAttribute('aria-pressed')) === 'true') await planes.click();
  const pane = await reader.pane('[data-kind="stack"]');
  await pane.click();
  await reader.viewer.keyboard.press('f');
  const box = await boxOf(pane);
  // "Fit" shows the square image whole, in the middle of the pane.
  const scale = Math.min(box.width, box.height) / edge;
  const at = (column: number, row: number): Point => [
    box.x + box.width / 2 + (column - (edge - 1) / 2) * scale,
    box.y + box.height / 2 + (row - (edge - 1) / 2) * scale,
  ];
  return { pane, at, scale };
}
type Point = readonly [number, number];

/** The CT in its three planes; gives the axial one. */
async function openPlanes(): Promise<Locator> {
  await open(phantoms.ct);
  await reader.viewer.keyboard.press('m');
  const pane = await reader.pane('[data-kind="axial"]');
  await pane.click();
  await reader.viewer.keyboard.press('f');
  return pane;
}

async function boxOf(pane: Locator) {
  const box = await pane.boundingBox();
  if (!box) throw new Error('no pane');
  return box;
}

async function drag(from: Point, to: Point): Promise<void> {
  const { mouse } = reader.viewer;
  await mouse.move(...from);
  await mouse.down();
  await mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await mouse.move(...to);
  await mouse.up();
}

const labels = () => reader.viewer.getByTestId('measurement-label').allTextContents();
/** The first number after a word of a text, or the first of all. */
function numberIn(text: string, after = ''): number {
  const found = /[−-]?\d+(?:\.\d+)?/.exec(text.slice(text.indexOf(after) + after.length))?.[0] ?? '';
  return Number(found.replace('−', '-'));
}
/** What is drawn has followed the pointer, as it has long done when a hand clicks. */
async function shapeDrawn(): Promise<void> {
  await reader.viewer.evaluate(
    () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
  );
}
async function clear(): Promise<void> {
  await reader.viewer.keyboard.press('Delete');
  await expect(reader.viewer.getByTestId('measurement-label')).toHaveCount(0);
}

function byCommand(file: string, ...args: string[]): { readonly kind: string; readonly quantities: Quantity[] } {
  const stdout = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/main/cli/index.ts', 'measure', file, ...args],
    {
      encoding: 'utf8',
    },
  );
  return JSON.parse(stdout);
}

test('a slab of so many mm shows the slices of so many mm', async () => {
  const pane = await openPlanes();
  await goToMiddle(pane);
  for (const thickness of [5, 10, 20]) {
    await reader.viewer.keyboard.press('t');
    await expect(pane.locator('..').getByTestId('overlay-bottom-left')).toContainText(`${thickness}.0`);
    // Half a slice at either face, which here lies on the middle of a slice, and a pixel of the screen.
    const tolerance = ladderSpacing * (1 + 1 / (await pixelsPerMillimetre(pane)));
    const apart = async () => Math.abs((await brightMillimetres(pane)) - thickness);
    await expect.poll(apart).toBeLessThanOrEqual(tolerance);
  }
});

/** To the slice around which slabs of all thicknesses lie in the volume. */
async function goToMiddle(pane: Locator): Promise<void> {
  await reader.viewer.keyboard.press('Home');
  for (let slice = 1; slice <= 40; slice++) await reader.viewer.keyboard.press('ArrowDown');
  await expect(pane).toHaveAttribute('data-slice', '41');
}

/** How many columns of the ladder are bright, each of which is a slice of 0.5 mm. */
async function brightMillimetres(pane: Locator): Promise<number> {
  const box = await boxOf(pane);
  const scale = await pixelsPerMillimetre(pane);
  const row = 0.5 + ((16 - (edge - 1) / 2) * scale) / box.height;
  const pixels = Math.floor(box.width);
  const across = Array.from({ length: pixels }, (_, pixel) => [(pixel + 0.5) / pixels, row] as const);
  const greys = await reader.greys(pane, across);
  return (greys.filter(grey => grey > 127).length / scale) * ladderSpacing;
}

/** CSS pixels of a millimetre, by the bar at the pane's edge. */
async function pixelsPerMillimetre(pane: Locator): Promise<number> {
  const bar = pane.locator('..').getByTestId('scale-bar');
  const height = (await bar.boundingBox())?.height ?? Number.NaN;
  return height / Number(await bar.getAttribute('data-mm'));
}

test('a region through the volume has the mean of its plane, in each of three planes', async () => {
  await openPlanes();
  // In the middle of the volume: 4 HU a column and 2 a row; the middle row lies in the part that rises.
  const middle = 4 * ((edge - 1) / 2) + 2 * ((edge - 1) / 2);
  for (const kind of ['axial', 'coronal', 'sagittal']) {
    const pane = await reader.pane(`[data-kind="${kind}"]`);
    await pane.click();
    await reader.viewer.keyboard.press('f');
    const box = await boxOf(pane);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    // axially not into the ladder, 8 rows above the middle
    const reach = kind === 'axial' ? 5 : 20;
    await reader.viewer.keyboard.press('e');
    await drag([x - reach, y - reach], [x + reach, y + reach]);
    await expect(reader.viewer.getByTestId('measurement-label')).toHaveCount(1);
    const [label = ''] = await labels();
    // half a voxel of the steepest gradient
    expect(Math.abs(numberIn(label, 'mean') - middle), `${kind}: ${label}`).toBeLessThanOrEqual(3);
    await clear();
  }
});

test('the screen and `vigie measure` agree, and the pointer tells the value under it', async () => {
  const { pane, at, scale } = await open(phantoms.ct);
  await reader.viewer.keyboard.press('Home');
  await expect(pane).toHaveAttribute('data-slice', '1');
  const file = join(site.folder, 'slice.dcm');
  await writeFile(file, phantoms.ct.files[0]!);
  await reader.viewer.keyboard.press('l');
  await drag(at(20, 50), at(80, 80));
  // whole pixels of the screen
  const [length] = byCommand(file, '--length', '20,50,80,80').quantities;
  expect(Math.abs(numberIn((await labels())[0] ?? '') - length!.value)).toBeLessThanOrEqual(1 / scale + 0.05);
  expect((await labels())[0]).toContain('patient plane');
  await clear();
  await reader.viewer.keyboard.press('e');
  await drag(at(30, 50), at(70, 90));
  const region = byCommand(file, '--ellipse', '50,70,20,20').quantities;
  const mean = region.find(({ quantity }) => quantity === 'mean')!.value;
  expect(Math.abs(numberIn((await labels())[0] ?? '', 'mean') - mean)).toBeLessThanOrEqual(3);
  await clear();
  const square = [30, 50, 70, 50, 70, 90, 30, 90];
  // the last corner lies on the line between the first two, as far as the pointer can tell
  const notched = [30, 50, 70, 50, 70, 90, 50, 51];
  for (const corners of [square, notched]) {
    await reader.viewer.keyboard.press('y');
    for (let i = 0; i < corners.length; i += 2) {
      await reader.viewer.mouse.move(...at(corners[i] ?? Number.NaN, corners[i + 1] ?? Number.NaN));
      await shapeDrawn();
      await reader.viewer.mouse.down();
      await reader.viewer.mouse.up();
    }
    await reader.viewer.keyboard.press('Enter');
    const polygon = byCommand(file, '--polygon', corners.join(',')).quantities;
    const area = polygon.find(({ quantity }) => quantity === 'area')!.value;
    // half a pixel of the screen along both long sides, in mm² as the command says it
    const apart = async () => Math.abs(numberIn((await labels())[0] ?? '', 'area') * 100 - area);
    await expect.poll(apart).toBeLessThanOrEqual((2 * 40) / scale + 1);
    await clear();
  }
  await reader.viewer.keyboard.press('w');
  await reader.viewer.mouse.move(...at(60, 70));
  const [value] = byCommand(file, '--point', '60,70').quantities;
  await expect(reader.viewer.getByTestId('pointer-value')).toHaveText(`${value!.value}\u202fHU`);
});

test('a radiograph is measured at the detector, by its magnification or by a known object, as the reader chooses', async () => {
  const { at, pane } = await open(phantoms.dx);
  const badges = pane.locator('..').locator('.badges');
  await reader.viewer.keyboard.press('l');
  await drag(at(10, 20), at(85, 20));
  const shown = async () => numberIn((await labels())[0] ?? '');
  expect(await shown()).toBeCloseTo(15, 0);
  await expect(badges).toContainText('mm at the detector');
  expect((await labels())[0]).toContain('at the detector');
  await reader.viewer.getByTestId('magnification-toggle').click();
  await expect.poll(shown).toBeCloseTo(12, 0);
  await expect(badges).toContainText('1.25');
  // half of the line is 25 mm
  await reader.viewer.keyboard.press('Escape');
  await reader.viewer.keyboard.press('j');
  await drag(at(10, 60), at(47.5, 60));
  const form = reader.viewer.getByTestId('calibration-form');
  await form.getByRole('textbox').fill('25');
  await reader.viewer.keyboard.press('Enter');
  await expect.poll(shown).toBeCloseTo(50, -0.5);
  await expect(badges).toContainText('Calibrated by hand');
  await reader.viewer.getByTestId('calibration-take-back').click();
  await expect.poll(shown).toBeCloseTo(12, 0);
  await reader.viewer.getByTestId('magnification-toggle').click();
  await expect.poll(shown).toBeCloseTo(15, 0);
});

test('ultrasound is measured by its regions: mm, time and velocity, and pixels with the reason across two', async () => {
  const { at } = await open(phantoms.us);
  const measure = async (from: Point, to: Point) => {
    await reader.viewer.keyboard.press('l');
    await drag(from, to);
    const [label = ''] = await labels();
    await clear();
    return label;
  };
  const tissue = await measure(at(5, 50), at(40, 50));
  expect(numberIn(tissue)).toBeCloseTo(7, 0);
  expect(tissue).toContain('US region');
  const spectrum = await measure(at(60, 30), at(80, 50));
  expect(numberIn(spectrum, 'time')).toBeCloseTo(0.2, 1);
  expect(Math.abs(numberIn(spectrum, 'velocity') - 30)).toBeLessThan(1.5);
  const across = await measure(at(20, 50), at(80, 50));
  expect(across).toContain('px');
  expect(across).toContain('across two regions');
  await reader.viewer.keyboard.press('a');
  for (const point of [at(20, 20), at(30, 30), at(80, 30)]) await reader.viewer.mouse.click(...point);
  await expect(reader.viewer.getByTestId('toast')).toContainText('No angle');
});

test('PET is in uptakes where it can be, else it says which attribute is missing', async () => {
  const { pane, at } = await open(phantoms.pet);
  const badges = pane.locator('..').locator('.badges');
  await expect(badges).toContainText('SUVbw');
  await expect(pane.locator('..').getByTestId('overlay-bottom-left')).toContainText('SUVbw 0.0 – 5.0');
  await reader.viewer.keyboard.press('e');
  await drag(at(40, 40), at(56, 56));
  await expect(reader.viewer.getByTestId('measurement-label')).toContainText(`mean ${petUptake.toFixed(2)}\u202fSUVbw`);
  await reader.viewer.getByTestId('suv-choice').selectOption('bsa');
  // Du Bois: 71.84 · 70^0.425 · 175^0.725 cm² for 70 000 g
  const bsa = (petUptake * 71.84 * 70 ** 0.425 * 175 ** 0.725) / 70_000;
  await expect(reader.viewer.getByTestId('measurement-label')).toContainText(`mean ${bsa.toFixed(2)}\u202fSUVbsa`);
  await clear();
  await reader.viewer.keyboard.press('PageDown');
  await expect(badges).toContainText('No SUV: patient’s weight (0010,1030) missing or invalid');
  const second = await reader.pane('[data-kind="stack"]');
  await second.click();
  await reader.viewer.keyboard.press('e');
  await drag(at(40, 40), at(56, 56));
  await expect(reader.viewer.getByTestId('measurement-label')).toContainText('Bq/mL');
});

test('a slab has no values, and the refusal says so', async () => {
  const pane = await openPlanes();
  await reader.viewer.keyboard.press('t');
  await reader.viewer.keyboard.press('e');
  const box = await boxOf(pane);
  await drag([box.x + 40, box.y + 40], [box.x + 80, box.y + 80]);
  await expect(reader.viewer.getByTestId('toast')).toContainText('A slab has no values');
});
