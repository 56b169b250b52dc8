import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import type { Examination } from '../peers/small-study.ts';

/** A critical result by keyboard: found by a check, recorded, still reminded of after signing, closed by a read-back. */
test.describe.configure({ mode: 'serial' });

const examination: Examination = {
  patient: { patientId: 'CRIT-1', name: 'AUBERT^Jeanne', birthDate: '19580203', sex: 'F' },
  accession: 'CRIT-101',
  description: 'Thorax',
};

let site: FolderSite;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;
let desk: Page;

test.beforeAll(async () => {
  // The order comes before its images, which is no reason to keep a result to oneself.
  site = await openFolderSite('critical', 'http://127.0.0.1:9/dicom-web');
  await dropOrder(site.orders, 'first.hl7', orderMessage('critical-1', examination));
  vigie = await launchVigie({ config: site.config, language: 'fr' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  desk = reader.desk;
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await site?.discard();
});

const row = () => reader.row(examination.accession);

test('the check asks for a record, and a record answers it', async () => {
  await reader.openReport(examination.accession);
  await reader.write('conclusion', 'Pneumothorax gauche compressif.');
  const bar = desk.getByTestId('check-bar');
  await expect(bar).toBeVisible();
  await desk.keyboard.press('F8');
  await expect(desk.getByTestId('check-record-critical')).toBeVisible();
  await desk.getByTestId('check-record-critical').click();
  await expect(desk.getByTestId('critical-finding')).toHaveValue('Pneumothorax gauche compressif.');
  await expect(desk.getByTestId('critical-finding')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('critical-item')).toHaveAttribute('data-state', 'open');
  await desk.keyboard.press('Escape');
  await expect(desk.locator('[data-testid="check-marker"][data-rule="critical-result"]')).toHaveCount(0);
  await expect(row().getByTestId('row-critical')).toBeVisible();
});

test('the reminder stays after signing, in the row, the case and the status bar', async () => {
  await expect(desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await desk.getByTestId('sign-button').click();
  await expect(desk.getByTestId('sign-critical')).toHaveAttribute('data-open', '1');
  await desk.getByTestId('sign-confirm').click();
  await expect(desk.getByTestId('sign-done')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(row()).toHaveAttribute('data-state', 'delivered', { timeout: 30_000 });
  await expect(row().getByTestId('row-critical')).toBeVisible();
  await expect(desk.getByTestId('record-critical')).toHaveAttribute('data-open', '1');
  await desk.getByTestId('park-case').click();
  await expect(desk.getByTestId('open-critical')).toHaveAttribute('data-count', '1');
  const result = (await readdir(site.reports)).find(name => name.endsWith('.hl7'))!;
  const message = await readFile(join(site.reports, result), 'utf8');
  expect(message).toContain('73568-8^Communication of critical results^LN');
  expect(message).toContain('Pas encore communiqué au moment de la signature');
});

test('a read-back closes it, from the list of what is still to be told', async () => {
  await desk.keyboard.press('F10');
  const item = desk.getByTestId('critical-item');
  await expect(item).toContainText('AUBERT');
  await item.getByTestId('critical-communicate').press('Enter');
  await expect(desk.getByTestId('critical-recipient')).toHaveValue(/Kervella/);
  await desk.getByTestId('critical-at').fill('25:00');
  await expect(desk.getByTestId('critical-save-communication')).toBeDisabled();
  await desk.getByTestId('critical-at').fill('00:01');
  await desk.getByTestId('critical-read-back').press('Space');
  await desk.getByTestId('critical-recipient').press('Enter');
  await expect(item).toHaveCount(0);
  await desk.keyboard.press('Escape');
  await expect(desk.getByTestId('open-critical')).toHaveCount(0);
  await expect(row().getByTestId('row-critical')).toHaveCount(0);
});
