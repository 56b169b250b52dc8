import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { Configuration } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type Examination, smallSlices, smallStudy } from '../peers/small-study.ts';

/** A whole reading in English without a mouse: from the worklist to the next case, and the keys of the viewer. */
test.describe.configure({ mode: 'serial' });

const first: Examination = {
  patient: { patientId: 'KEY-1', name: 'DARCY^Ellen', birthDate: '19640816', sex: 'F' },
  accession: 'KEY-101',
  description: 'Chest CT',
};
const second: Examination = {
  patient: { patientId: 'KEY-2', name: 'STONE^Ray', birthDate: '19751102', sex: 'M' },
  accession: 'KEY-102',
  description: 'Chest CT',
};

let folder: string;
let pacs: Orthanc;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;
let desk: Page;
let viewer: Page;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-keyboard-'));
  const [orders, reports] = [join(folder, 'orders'), join(folder, 'reports')];
  for (const each of [orders, reports]) await mkdir(each);
  pacs = await startOrthanc();
  for (const [seed, what] of [
    ['keyboard-1', first],
    ['keyboard-2', second],
  ] as const) {
    await pacs.upload(smallStudy(seed, what).instances);
    await dropOrder(orders, `${seed}.hl7`, orderMessage(seed, what));
  }
  const configuration: Configuration = {
    sites: [
      {
        id: 'keys',
        name: 'Keyboard Clinic',
        dicomweb: { url: pacs.dicomWebUrl, auth: { kind: 'none' } },
        ris: { kind: 'folder', orders, reports },
      },
    ],
  };
  const config = join(folder, 'sites.json');
  await writeFile(config, JSON.stringify(configuration));
  vigie = await launchVigie({ config, language: 'en' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  desk = reader.desk;
  for (const { accession } of [first, second])
    await expect(reader.row(accession)).toHaveAttribute('data-study-uid', /\d/, { timeout: 60_000 });
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await pacs?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the worklist is walked, previewed and searched', async () => {
  const selected = desk.locator('[data-testid="worklist-row"][aria-selected="true"]');
  await desk.keyboard.press('F6');
  await expect(selected).toHaveCount(1);
  const top = await selected.getAttribute('data-accession');
  await desk.keyboard.press('ArrowDown');
  await expect(selected).not.toHaveAttribute('data-accession', top ?? '');
  await desk.keyboard.press('Home');
  await expect(selected).toHaveAttribute('data-accession', top ?? '');
  await desk.keyboard.press('Space');
  await expect(desk.getByTestId('worklist-preview')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(desk.getByTestId('worklist-preview')).toHaveCount(0);
  await desk.keyboard.type('/darcy');
  await expect(reader.row('KEY-102')).toHaveCount(0);
  await expect(reader.row('KEY-101')).toBeVisible();
  const opening = reader.context.waitForEvent('page');
  await desk.keyboard.press('Enter');
  viewer = await opening;
  await viewer.setViewportSize({ width: 1000, height: 760 });
  await expect(reader.row('KEY-101')).toHaveAttribute('aria-current', 'true');
  // The search has done its work: the list is whole again.
  await expect(reader.row('KEY-102')).toBeVisible();
});

test('the viewer’s keys do what its help says', async () => {
  await viewer.bringToFront();
  const pane = await reader.pane('[data-role="current"]', viewer);
  const press = (...keys: string[]) => Promise.all(keys.map(key => viewer.keyboard.press(key)));
  await press('End');
  await expect(pane).toHaveAttribute('data-slice', String(smallSlices));
  await press('ArrowUp');
  await expect(pane).toHaveAttribute('data-slice', String(smallSlices - 1));
  await press('Home');
  await expect(pane).toHaveAttribute('data-slice', '1');
  await press('ArrowDown');
  await expect(pane).toHaveAttribute('data-slice', '2');

  await expect(pane).toHaveAttribute('data-wl', '40/400');
  await press('Digit5');
  await expect(pane).toHaveAttribute('data-wl', '-600/1500');
  await press('r');
  await expect(pane).toHaveAttribute('data-wl', '40/400');
  const grey = async () => (await reader.greys(pane, [[0.5, 0.5]]))[0] ?? -1;
  const plain = await grey();
  await press('i');
  await expect.poll(async () => Math.abs((await grey()) - (255 - plain))).toBeLessThan(3);
  await press('i');
  await expect.poll(grey).toBe(plain);

  for (const [key, tool] of [
    ['l', 'Length'],
    ['e', 'Ellipse'],
    ['z', 'Zoom'],
    ['w', 'Window'],
  ] as const) {
    await press(key);
    await expect(viewer.getByRole('button', { name: new RegExp(`^${tool}`), pressed: true })).toHaveCount(1);
  }
  await press('Enter');
  await expect(viewer.getByText('No measurement to insert')).toBeVisible();

  await press('k');
  await expect(viewer.getByTestId('key-image-mark')).toContainText('KEY IMAGE');
  await expect(viewer.getByTestId('key-image-place')).toHaveCount(1);
  await press('ArrowDown');
  await reader.pane('[data-role="current"][data-slice="3"]', viewer);
  await expect(viewer.getByTestId('key-image-mark')).toHaveCount(0);
  await press('k');
  const list = viewer.getByTestId('key-image-choice');
  await expect(list).toHaveAttribute('data-count', '2');
  await list.selectOption('title for-referring-provider');
  await expect(list).toHaveAttribute('data-title', 'for-referring-provider');
  await list.selectOption('image 0');
  // Only what is drawn can be marked.
  await reader.pane('[data-role="current"][data-slice="2"]', viewer);
  await list.blur();
  await press('k');
  await expect(list).toHaveAttribute('data-count', '1');
  await press('Escape');

  await press('m');
  for (const kind of ['axial', 'coronal', 'sagittal']) await reader.pane(`[data-kind="${kind}"]`, viewer);
  await press('m');
  await expect(viewer.locator('[data-kind="coronal"]')).toHaveCount(0);
  await press('?');
  await expect(viewer.getByTestId('help-sheet')).toBeVisible();
  await press('Escape');
  await expect(viewer.getByTestId('help-sheet')).toHaveCount(0);
  await press('F6');
  await expect
    .poll(() => viewer.evaluate(() => document.activeElement?.closest('[role="toolbar"]') !== null))
    .toBe(true);
  await press('F6');
  await press('End');
  await expect(await reader.pane('[data-role="current"]', viewer)).toHaveAttribute('data-slice', String(smallSlices));
});

test('the report is written, signed and the next case opened', async () => {
  await desk.bringToFront();
  // The caret waited in the findings; F6 goes to the list and back.
  await expect.poll(() => isIn('report-section-findings')).toBe(true);
  await desk.keyboard.press('F6');
  await expect.poll(() => isIn('worklist')).toBe(true);
  await desk.keyboard.press('F6');
  await expect.poll(() => isIn('report-section-findings')).toBe(true);
  // Behind the conclusion stands the dose.
  await desk.keyboard.press('Control+End');
  await desk.keyboard.press('ArrowUp');
  await desk.keyboard.type('No focal lesion.');
  await expect(reader.section('conclusion')).toContainText('No focal lesion.');
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByTestId('sign-confirm')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('sign-done')).toBeVisible();
  const files = async () => (await readdir(join(folder, 'reports'))).filter(name => name.endsWith('.hl7'));
  await expect.poll(files).toHaveLength(1);
  const [name = ''] = await files();
  const message = await readFile(join(folder, 'reports', name), 'utf8');
  expect(message).toContain('KEY-101');
  expect(message).toContain('No focal lesion.');

  await expect(desk.getByTestId('sign-and-next')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(reader.row('KEY-102')).toHaveAttribute('aria-current', 'true');
  await reader.pane(`[data-study-uid="${await reader.row('KEY-102').getAttribute('data-study-uid')}"]`, viewer);
  // The caret waits in the findings of the next case.
  await expect.poll(() => isIn('report-section-findings')).toBe(true);
});

test('sections are reached with the arrows, and the last case signs without a next one', async () => {
  await desk.keyboard.type(' Clear lungs.');
  await desk.keyboard.press('ArrowDown');
  await desk.keyboard.type('Normal.');
  await expect(reader.section('findings')).toContainText('Clear lungs.');
  await expect(reader.section('conclusion')).toHaveText(/Normal\.$/);
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByTestId('sign-confirm')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('sign-done')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(desk.getByTestId('sign-sheet')).toHaveCount(0);
  await expect(reader.row('KEY-102')).toHaveAttribute('data-state', 'delivered');
  await desk.keyboard.press('F6');
  await expect.poll(() => isIn('worklist')).toBe(true);
  await desk.keyboard.press('End');
  await expect(desk.locator('[data-testid="worklist-row"]').last()).toHaveAttribute('aria-selected', 'true');
});

/** True when what is typed now goes into that part of the desk. */
async function isIn(testId: string): Promise<boolean> {
  return desk.evaluate(id => {
    const [mark, caret] = [`[data-testid="${id}"]`, getSelection()?.anchorNode];
    const isEditing = (document.activeElement as HTMLElement | null)?.isContentEditable === true;
    const place = isEditing ? (caret instanceof Element ? caret : caret?.parentElement) : document.activeElement;
    return place?.closest(mark) != null;
  }, testId);
}
