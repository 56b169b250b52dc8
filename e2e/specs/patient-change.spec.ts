import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { siteDistributionSchema } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type MllpReceiver, startMllpReceiver } from '../peers/mllp-receiver.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { dicomNow, type Examination } from '../peers/small-study.ts';

/**
 * The RIS merges a patient, and cancels an order, while their reports are being written. Reports go into a folder, and as
 * documents to a receiver of the French volet.
 */
test.describe.configure({ mode: 'serial' });

const unidentified: Examination = {
  patient: { patientId: 'URG-1', name: 'INCONNU^X', birthDate: '19000101', sex: 'F' },
  accession: 'MRG-101',
  description: 'Thorax',
};
const cancelled: Examination = {
  patient: { patientId: 'CAN-1', name: 'PETIT^Anne', birthDate: '19700101', sex: 'F' },
  accession: 'CAN-101',
  description: 'Thorax',
};

let site: FolderSite;
let receiver: MllpReceiver;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;
let desk: Page;

test.beforeAll(async () => {
  receiver = await startMllpReceiver();
  site = await openFolderSite('merge', 'http://127.0.0.1:9/dicom-web', reports => ({
    recallSeconds: 8,
    deliver: [
      { kind: 'folder', id: 'ris', reports },
      { kind: 'hl7v2', id: 'documents', send: { host: '127.0.0.1', port: receiver.port }, message: 'MDM' },
    ],
    distribution: siteDistributionSchema.parse({
      organization: { name: 'Clinique du Port', finess: '300017985' },
      recipients: [
        { name: 'Dr Adam Hoda', rpps: '10123456789', address: 'adam.hoda@test-ci-sis.mssante.fr', usual: true },
        { name: 'Cabinet du Port', address: 'cabinet@port.mssante.fr' },
      ],
      dmp: true,
    }),
  }));
  await dropOrder(site.orders, '1.hl7', orderMessage('merge-1', unidentified));
  await dropOrder(site.orders, '2.hl7', orderMessage('cancel-1', cancelled));
  // Another program asks for a case at once.
  vigie = await launchVigie({
    config: site.config,
    language: 'fr',
    args: ['--accession', 'MRG-101', '--site', 'merge'],
  });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  desk = reader.desk;
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await receiver?.close();
  await site?.discard();
});

test('a merge under an open draft keeps its text, is seen, and holds the signature until it is confirmed', async () => {
  await expect(reader.row('MRG-101')).toHaveAttribute('aria-current', 'true', { timeout: 30_000 });
  await expect(reader.section('conclusion')).toBeVisible();
  await reader.write('conclusion', 'Pas d’épanchement pleural.');
  await expect(desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  const { date, time } = dicomNow();
  await dropOrder(
    site.orders,
    '3.hl7',
    [
      `MSH|^~\\&|RIS|SITE|VIGIE|SITE|${date}${time}||ADT^A40^ADT_A39|merge-2|P|2.5.1|||||FRA|UNICODE UTF-8`,
      `EVN||${date}${time}`,
      'PID|||P-77^^^HOSP^PI||MOREAU^Lise||19620409|F',
      'MRG|URG-1^^^HOSP^PI',
    ].join('\r'),
  );
  const bar = desk.getByTestId('identity-change');
  await expect(bar).toContainText('INCONNU', { timeout: 30_000 });
  await expect(bar).toContainText('MOREAU Lise 09/04/1962 F P-77');
  await expect(desk.getByTestId('identity-banner').first()).toContainText('MOREAU');
  await expect(desk.getByTestId('case-strip').locator('[data-failure="patient-changed-while-draft"]')).toBeVisible();

  await desk.getByTestId('sign-button').click();
  await desk.getByTestId('sign-confirm').click();
  await expect(desk.getByTestId('sign-sheet').locator('[data-failure="identity-mismatch"]')).toBeVisible();
  await desk.keyboard.press('Escape');

  await bar.getByTestId('confirm-identity').click();
  await expect(bar).toHaveCount(0);
  await expect(reader.section('conclusion')).toContainText('Pas d’épanchement pleural.');
  await desk.getByTestId('sign-button').click();
  const box = (name: string) => desk.getByTestId(`distribution-${name}`);
  await expect(box('recipient')).toHaveCount(2);
  await expect(box('recipient').first()).toBeChecked();
  // The RIS states no national identity: what is usual at the site is not possible for this patient.
  await expect(box('dmp')).toBeDisabled();
  await expect(box('dmp')).not.toBeChecked();
  await box('hiddenFromPatient').focus();
  await desk.keyboard.press('Space');
  // Who closes the sheet to mend a word finds his choice again.
  await desk.keyboard.press('Escape');
  await desk.getByTestId('sign-button').click();
  await expect(box('hiddenFromPatient')).toBeChecked();
  await box('recipient').last().focus();
  await desk.keyboard.press('Space');
  await desk.getByTestId('sign-confirm').click();
  await expect(desk.getByTestId('sign-done')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(reader.row('MRG-101')).toHaveAttribute('data-state', 'delivered', { timeout: 30_000 });
  const results = (await readdir(site.reports)).filter(name => name.endsWith('.hl7'));
  expect(results).toHaveLength(1);
  const message = await readFile(join(site.reports, results[0]!), 'utf8');
  expect(message).toContain('P-77^^^HOSP^PI||MOREAU^Lise');
  expect(message).not.toContain('URG-1');

  const document = Hl7Message.parse(receiver.received[0] ?? '');
  expect(document.getSegment('MSH')?.getField(9).toString()).toBe('MDM^T02^MDM_T02');
  expect(document.getAllSegments('PRT').map(each => each.getComponent(15, 4))).toEqual([
    '',
    'adam.hoda@test-ci-sis.mssante.fr',
    'cabinet@port.mssante.fr',
  ]);
  expect(document.getAllSegments('PRT')[0]?.getComponent(8, 10)).toBe('300017985');
  const answers = document.getAllSegments('OBX').map(each => [each.getComponent(3, 1), each.getComponent(5, 1)]);
  expect(Object.fromEntries(answers)).toMatchObject({ DESTDMP: 'N', DESTMSSANTEPS: 'Y', INVISIBLE_PATIENT: 'Y' });
});

test('an order that is cancelled while it is read stays on screen and says so', async () => {
  await desk.getByTestId('park-case').click();
  await reader.openReport('CAN-101');
  await dropOrder(site.orders, '4.hl7', orderMessage('cancel-1', cancelled).replace('ORC|NW', 'ORC|CA'));
  await expect(desk.getByTestId('case-strip').locator('[data-failure="order-closed-while-draft"]')).toBeVisible({
    timeout: 30_000,
  });
  await expect(reader.row('CAN-101')).toHaveCount(1);
  // Nothing was written: once it is left it is gone.
  await desk.getByTestId('park-case').click();
  await expect(reader.row('CAN-101')).toHaveCount(0, { timeout: 30_000 });
});

test('two orders of one patient are reported together, chosen by key, and each gets its result', async () => {
  const lenoir = { patientId: 'TAP-1', name: 'LENOIR^Paul', birthDate: '19580302', sex: 'M' } as const;
  for (const [id, description] of [
    ['101', 'Scanner thoracique'],
    ['102', 'Scanner abdominal'],
  ] as const) {
    const examination = { patient: lenoir, accession: `TAP-${id}`, description };
    await dropOrder(site.orders, `tap-${id}.hl7`, orderMessage(`tap-${id}`, examination));
  }
  await expect(reader.row('TAP-102')).toBeVisible({ timeout: 30_000 });
  const before = new Set(await readdir(site.reports));
  await reader.openReport('TAP-101');
  await expect(desk.getByTestId('orders-bar')).toContainText('Scanner abdominal (TAP-102)');
  await toOrders();
  await expect(desk.getByTestId('add-order')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('added-order')).toHaveText('Scanner abdominal (TAP-102)');
  // One row, one case: the banner names both.
  await expect(desk.locator('[data-testid="worklist-row"][data-accession~="TAP-102"]')).toHaveAttribute(
    'data-accession',
    'TAP-101 TAP-102',
  );
  await expect(desk.getByTestId('identity-banner').first()).toContainText('TAP-101, TAP-102');

  // Taken out it is a row of its own again, and may be added once more.
  await toOrders();
  await expect(desk.getByTestId('remove-order')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('added-order')).toHaveCount(0);
  await expect(reader.row('TAP-102')).toHaveAttribute('data-accession', 'TAP-102');
  await toOrders();
  await desk.keyboard.press('Enter');
  await expect(desk.getByTestId('added-order')).toHaveCount(1);

  await reader.write('conclusion', 'Pas de lésion thoracique ni abdominale.');
  await reader.sign();
  await expect(reader.row('TAP-102')).toHaveAttribute('data-state', 'delivered', { timeout: 30_000 });
  const results = (await readdir(site.reports)).filter(name => name.endsWith('.hl7') && !before.has(name));
  const messages = await Promise.all(
    results.map(async name => Hl7Message.parse(await readFile(join(site.reports, name), 'utf8'))),
  );
  expect(messages.map(each => each.getAllSegments('OBR').map(obr => obr.getField(18).toString())).toSorted()).toEqual([
    ['TAP-101'],
    ['TAP-102'],
  ]);
  await desk.getByTestId('delivery-state').click();
  await expect(desk.getByTestId('delivery-sheet')).toContainText('demande TAP-102');
  await desk.keyboard.press('Escape');
});

test('a report that was just signed is recalled by key before anything of it leaves', async () => {
  const patient = { patientId: 'RCL-1', name: 'GARCIN^Jeanne', birthDate: '19610712', sex: 'F' } as const;
  const examination = { patient, accession: 'RCL-101', description: 'Scanner thoracique' };
  await dropOrder(site.orders, 'rcl.hl7', orderMessage('rcl', examination));
  await expect(reader.row('RCL-101')).toBeVisible({ timeout: 30_000 });
  const before = (await readdir(site.reports)).length;
  const documents = receiver.received.length;
  await reader.openReport('RCL-101');
  await reader.write('conclusion', 'Fracture à droite.');
  await expect(desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await desk.getByTestId('sign-button').click();
  await desk.getByTestId('sign-confirm').click();
  await expect(desk.getByTestId('sign-sheet').getByTestId('recall-bar')).toContainText('GARCIN Jeanne');
  await desk.keyboard.press('Alt+r');
  await expect(reader.section('conclusion')).toContainText('Fracture à droite.');
  await expect(desk.getByTestId('recall-bar')).toHaveCount(0);
  await expect(reader.row('RCL-101')).toHaveAttribute('data-state', 'draft');

  await reader.write('conclusion', ' Et à gauche.');
  await reader.sign();
  await expect(desk.getByTestId('recall-bar')).toBeVisible();
  await expect(reader.row('RCL-101')).toHaveAttribute('data-state', 'delivered', { timeout: 30_000 });
  await expect(desk.getByTestId('recall-bar')).toHaveCount(0);
  const files = (await readdir(site.reports)).filter(name => name.endsWith('.hl7'));
  expect(await readdir(site.reports)).toHaveLength(before + 2);
  const texts = await Promise.all(files.map(name => readFile(join(site.reports, name), 'utf8')));
  expect(texts.filter(text => text.includes('RCL-101'))).toHaveLength(1);
  expect(texts.find(text => text.includes('RCL-101'))).toContain('Et à gauche.');
  await expect.poll(() => receiver.received.length).toBe(documents + 1);
  // Its receiver never had another one: this is its first document.
  expect(receiver.received.at(-1)).toContain('|MDM^T02^MDM_T02|');
  await desk.getByTestId('verify-report').click();
  await expect(desk.getByTestId('verify-verdict')).toHaveAttribute('data-intact', 'true');
  await expect(desk.getByTestId('verify-version').first()).toContainText('Rappelée avant l’envoi');
  await desk.keyboard.press('Escape');
});

test('an addendum is checked for what it adds, and its warnings are walked by key', async () => {
  // The report of the test before: a woman's.
  await desk.getByTestId('amend-addendum').click();
  await expect(desk.getByTestId('dictation-bar')).toBeVisible();
  await expect(desk.getByTestId('addendum-text').locator('[contenteditable="true"]')).toBeFocused();
  await desk.keyboard.type('Prostate de volume normal.');
  const bar = desk.getByTestId('check-bar');
  await expect(bar).toHaveAttribute('data-count', '1');
  await expect(desk.getByTestId('addendum-text').getByTestId('check-marker')).toHaveAttribute('data-rule', 'sex');
  await desk.keyboard.press('F8');
  await expect(desk.getByTestId('check-sentence')).toBeVisible();
  expect(await desk.evaluate(() => String(getSelection()))).toBe('Prostate');
  await desk.keyboard.type('Vessie');
  await expect(bar).toHaveCount(0);
  await expect(desk.getByTestId('addendum-text')).toContainText('Vessie de volume normal.');
  await reader.sign();
  await expect(desk.getByTestId('signed-report')).toHaveAttribute('data-status', 'addendum');
});

test('an order that the RIS gives to another patient (XO) is taken with both identities in sight', async () => {
  const unknown: Examination = {
    patient: { patientId: 'URG-9', name: 'INCONNU^Y', birthDate: '19000101', sex: 'F' },
    accession: 'XO-101',
    description: 'Scanner cérébral',
  };
  const known = { patientId: 'P-88', name: 'SABATIER^Rose', birthDate: '19520630', sex: 'F' } as const;
  await dropOrder(site.orders, 'xo-1.hl7', orderMessage('xo-1', unknown));
  await reader.openReport('XO-101');
  await reader.write('conclusion', 'Pas de saignement.');
  await expect(desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await desk.getByTestId('park-case').click();
  await dropOrder(
    site.orders,
    'xo-2.hl7',
    orderMessage('xo-1', { ...unknown, patient: known })
      .replace('ORC|NW', 'ORC|XO')
      .replace('|xo-1|P|', '|xo-2|P|'),
  );
  await expect(reader.row('XO-101')).toContainText('SABATIER', { timeout: 30_000 });
  await reader.openReport('XO-101');
  const bar = desk.getByTestId('identity-change');
  await expect(bar).toContainText('INCONNU Y');
  await expect(bar).toContainText('SABATIER Rose 30/06/1952 F P-88');
  await bar.getByTestId('confirm-identity').click();
  await expect(bar).toHaveCount(0);
  await expect(reader.section('conclusion')).toContainText('Pas de saignement.');
  await reader.sign();
  await expect(reader.row('XO-101')).toHaveAttribute('data-state', 'delivered', { timeout: 30_000 });
  const files = (await readdir(site.reports)).filter(name => name.endsWith('.hl7'));
  const texts = await Promise.all(files.map(name => readFile(join(site.reports, name), 'utf8')));
  const [own, ...more] = texts.filter(text => text.includes('XO-101'));
  expect(more).toEqual([]);
  expect(own).toContain('P-88^^^HOSP^PI||SABATIER^Rose');
});

/** F3 from the text, where the caret waits once a report has been opened. */
async function toOrders(): Promise<void> {
  await expect(desk.locator('[contenteditable="true"]:focus')).toHaveCount(1);
  await desk.keyboard.press('F3');
}
