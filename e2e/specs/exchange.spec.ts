import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';

let vigie: RunningVigie;
let browser: Browser;
let folder = '';

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-exchange-'));
  vigie = await launchVigie({ language: 'en' });
  browser = await launchBrowser();
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await rm(folder, { recursive: true, force: true });
});

test('a disc and an archive come in, are read, and go out without identity', async () => {
  test.setTimeout(240_000);
  const disc = join(folder, 'CD LE BRAS');
  await mkdir(join(disc, 'IMAGES'), { recursive: true });
  const series = syntheticCtSeries({ seed: 'disc', slices: 6, rows: 64, columns: 64 });
  for (const [index, bytes] of series.entries()) await writeFile(join(disc, 'IMAGES', `I${index}`), bytes);
  await writeFile(join(disc, 'AUTORUN.INF'), '[autorun]');
  await writeFile(join(disc, 'IMAGES', 'BROKEN'), series[0]!.slice(0, 900));
  const zip = join(folder, 'archive.zip');
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-c', zip, join(disc, 'IMAGES')]);

  const reader = await Reader.sitDown(browser, vigie.url);
  const { desk } = reader;
  await expect(desk.getByTestId('worklist-row').first()).toBeVisible({ timeout: 120_000 });
  const notice = desk.getByRole('button', { name: 'Understood' });
  if (await notice.isVisible()) await notice.click();

  await desk.keyboard.press('Control+o');
  await expect(desk.getByTestId('import-sheet')).toBeVisible();
  await desk.getByTestId('import-folder-input').setInputFiles(disc);
  const progress = desk.getByTestId('import-progress');
  await expect(progress).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(progress).toHaveAttribute('data-stored', '6');
  await expect(progress).toContainText('1 file is not DICOM');
  await expect(desk.getByTestId('import-refused')).toContainText('BROKEN');
  await desk.screenshot({ path: join(process.env.VIGIE_PICTURES ?? folder, 'import.png') });

  await desk.getByTestId('import-files-input').setInputFiles(zip);
  await expect(progress).toContainText('6 here already', { timeout: 60_000 });
  await expect(progress).toHaveAttribute('data-stored', '0');
  await desk.keyboard.press('Escape');
  await expect(desk.getByTestId('import-sheet')).toBeHidden();

  const row = desk.locator('[data-testid="worklist-row"][data-reading-id^="import:"]');
  await expect(row).toContainText('Import');
  await expect(row).toContainText('TEST', { ignoreCase: true });
  await row.click();
  const opened = reader.context.waitForEvent('page');
  await desk.keyboard.press('Enter');
  const viewer = await opened;
  await expect(viewer.locator('[data-testid="viewport"][data-rendered="true"]').first()).toBeVisible({
    timeout: 60_000,
  });
  await desk.bringToFront();
  await expect(desk.locator('[data-failure="import-without-ris"]')).toBeVisible();

  // The dialog of the platform cannot be driven: without it the browser saves by its own means.
  await desk.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await desk.getByTestId('open-export').click();
  await desk.screenshot({ path: join(process.env.VIGIE_PICTURES ?? folder, 'export.png') });
  const download = desk.waitForEvent('download');
  await desk.getByTestId('export-start').click();
  const saved = join(folder, 'export.zip');
  await (await download).saveAs(saved);
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', saved, join(folder, 'set')]);
  const files = await readdir(join(folder, 'set', 'DICOM', 'SET00001'));
  expect(files).toHaveLength(6);
  for (const file of files) {
    const bytes = await readFile(join(folder, 'set', 'DICOM', 'SET00001', file));
    expect(bytes.includes('Test^') || bytes.includes('P-disc')).toBe(false);
  }
  expect(vigie.log()).not.toMatch(/Test\^|P-disc|LE BRAS/);
  await reader.stand();
});
