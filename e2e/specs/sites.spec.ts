import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { type Browser, expect, test } from '@playwright/test';
import type { Configuration } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type FhirServer, startFhirServer } from '../peers/fhir-server.ts';
import { freePort, type MllpReceiver, startMllpReceiver } from '../peers/mllp-receiver.ts';
import {
  acknowledged,
  dropOrder,
  type FhirOrder,
  orderMessage,
  placeFhirOrder,
  sendOverMllp,
} from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type Examination, smallSlices, smallStudy } from '../peers/small-study.ts';

/**
 * One workstation, three sites: FHIR, HL7 v2 over MLLP, and a drop folder, each with a PACS of its own. It asserts what
 * the three RIS received.
 */
test.describe.configure({ mode: 'serial' });

const examinations = {
  fhir: examination('ABERS-1', 'QUERE^Nolwenn', 'NORTH-001'),
  mllp: examination('SUD-1', 'CASTEL^Bastien', 'SOUTH-001'),
  folder: examination('ILE-1', 'TANGUY^Maï', 'ISLE-001'),
  refused: examination('SUD-2', 'ROUX^Inès', 'SOUTH-002'),
  dropped: examination('SUD-3', 'FABRE^Hugo', 'SOUTH-003'),
  outage: examination('SUD-4', 'BLANC^Lina', 'SOUTH-004'),
  /** The name, birth date and sex of the southern patient: only a reader can say that it is her. */
  elsewhere: examination('ILE-9', 'CASTEL^Bastien', 'ISLE-900'),
} as const;

let folder: string;
let config: string;
let listenPort: number;
let north: Orthanc;
let south: Orthanc;
let isle: Orthanc;
let fhir: FhirServer;
let receiver: MllpReceiver;
let fhirOrder: FhirOrder;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-sites-'));
  for (const name of ['orders', 'reports']) await mkdir(join(folder, name));
  [north, south, isle, fhir, receiver] = await Promise.all([
    startOrthanc(),
    startOrthanc(),
    startOrthanc(),
    startFhirServer(),
    startMllpReceiver(),
  ]);
  await Promise.all([
    isle.upload(images('elsewhere', examinations.elsewhere)),
    north.upload(images('north', examinations.fhir)),
    south.upload(images('south', examinations.mllp)),
    isle.upload(images('isle', examinations.folder)),
  ]);
  fhirOrder = await placeFhirOrder(fhir, examinations.fhir);
  listenPort = await freePort();
  config = join(folder, 'sites.json');
  await writeFile(config, JSON.stringify(configuration()));
  vigie = await launchVigie({ config, language: 'fr' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await Promise.all([north?.stop(), south?.stop(), isle?.stop(), fhir?.close(), receiver?.close()]);
  await rm(folder, { recursive: true, force: true });
});

test('orders of all sites come into one list by themselves', async () => {
  await expect(reader.row('NORTH-001')).toContainText('Hôpital Nord');
  await expect(reader.row('NORTH-001')).toContainText('Scanner thoracique');
  // Images that nobody has ordered yet are rows as well. Selected, they stay the same row when their order comes.
  await reader.row('SOUTH-001').click();
  await expect(reader.row('SOUTH-001')).toContainText('THORAX');
  const id = await reader.row('SOUTH-001').getAttribute('data-reading-id');
  // The page is open and nobody touches it: the next two orders arrive while it is shown.
  expect(acknowledged(await sendOverMllp(listenPort, orderMessage('S1', examinations.mllp)))).toEqual(['AA', 'S1']);
  await dropOrder(join(folder, 'orders'), 'I1.hl7', orderMessage('I1', examinations.folder));
  for (const [{ accession }, site] of [
    [examinations.mllp, 'Clinique Sud'],
    [examinations.folder, 'Centre de l’Île'],
  ] as const) {
    const row = reader.row(accession);
    await expect(row).toContainText('Scanner thoracique', { timeout: 10_000 });
    await expect(row).toContainText(site);
    await expect(row).toHaveAttribute('data-study-uid', /^2\.25\./);
    await expect(row).toHaveAttribute('data-state', 'to-read');
  }
  await expect(reader.row('SOUTH-001')).toHaveAttribute('data-reading-id', id ?? '');
  await expect(reader.row('SOUTH-001')).toHaveAttribute('aria-selected', 'true');
  for (const site of ['north', 'south', 'isle']) {
    for (const peer of ['RIS', 'PACS'])
      await expect(reader.site(site).locator(`[data-peer="${peer}"]`)).toHaveAttribute('data-state', 'up');
  }
});

test('a claim reaches the RIS as far as the RIS has a way to be told', async () => {
  await reader.open('SOUTH-001');
  const pane = await reader.pane('[data-role="current"]');
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices));
  const strip = reader.desk.getByTestId('case-strip');
  await expect(strip).toContainText('Réservé sur ce poste seulement');

  await reader.open('ISLE-001');
  await expect(strip).toContainText('Réservé pour tous les postes du dossier');
  expect(await readdir(join(folder, 'orders', '.leases'))).toHaveLength(1);

  await reader.open('NORTH-001');
  await expect(strip).toContainText('Réservé dans le RIS');
  const task = await fhir.repository.readResource('Task', fhirOrder.taskId);
  expect(task).toMatchObject({ status: 'in-progress', owner: { display: 'Dr Camille Démo' } });
  // One case at a time: the folder's claim was given back.
  await expect.poll(() => readdir(join(folder, 'orders', '.leases'))).toHaveLength(0);
});

test('a signed report arrives as ORU^R01 over MLLP', async () => {
  await reader.openReport('SOUTH-001');
  await reader.write('findings', ' Pas d’épanchement & pas de nodule.');
  await reader.write('conclusion', 'Examen normal.');
  await reader.sign();
  await expect(reader.row('SOUTH-001')).toHaveAttribute('data-state', 'delivered');

  expect(receiver.received).toHaveLength(1);
  const message = Hl7Message.parse(receiver.received[0] ?? '');
  expect(message.getSegment('MSH')?.getField(9).toString()).toBe('ORU^R01^ORU_R01');
  expect(message.getSegment('MSH')?.getField(10).toString()).toMatch(/^\S{1,20}$/);
  expect(message.getSegment('PID')?.getComponent(3, 1)).toBe('SUD-1');
  expect(message.getSegment('PID')?.getField(5).toString()).toMatch(/^CASTEL\^Bastien\b/);
  expect(message.getSegment('ORC')?.getField(2).toString()).toBe('PL-S1');
  expect(message.getSegment('OBR')?.getField(18).toString()).toBe('SOUTH-001');
  expect(message.getSegment('OBR')?.getField(25).toString()).toBe('F');
  expect(lines(message, '59776-5').join(' ')).toContain('Pas d’épanchement \\T\\ pas de nodule.');
  expect(lines(message, '19005-8')).toEqual(['Examen normal.']);
  const document = message.getAllSegments('OBX').find(obx => obx.getField(2).toString() === 'ED');
  expect(
    Buffer.from(document?.getComponent(5, 5) ?? '', 'base64')
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});

test('a refusal is shown in the words of the RIS and holds up no other report', async () => {
  await order('S2', examinations.refused);
  receiver.mode = 'AE';
  await report('SOUTH-002', 'Compte rendu refusé.');
  await expect(reader.row('SOUTH-002')).toHaveAttribute('data-state', 'refused');
  await expect(reader.desk.getByTestId('delivery-state')).toHaveAttribute('data-state', 'refused');
  await reader.desk.getByTestId('delivery-state').click();
  await expect(reader.desk.getByTestId('delivery-sheet')).toContainText('Numéro d’accession inconnu');
  await reader.desk.keyboard.press('Escape');

  receiver.mode = 'AA';
  await report('ISLE-001', 'Compte rendu de l’île.');
  await expect(reader.row('ISLE-001')).toHaveAttribute('data-state', 'delivered');
  const files = (await readdir(join(folder, 'reports'))).toSorted();
  expect(files.map(name => name.split('.').at(-1))).toEqual(['hl7', 'pdf']);
  expect(await readFile(join(folder, 'reports', files[0] ?? ''), 'utf8')).toContain('Compte rendu de l’île.');
  await expect(reader.row('SOUTH-002')).toHaveAttribute('data-state', 'refused');
});

test('a connection lost before the answer brings the same bytes again, and one report', async () => {
  await order('S3', examinations.dropped);
  receiver.mode = 'drop-before-ack';
  const before = receiver.received.length;
  await report('SOUTH-003', 'Reçu deux fois, compté une fois.');
  await expect.poll(() => receiver.received.length).toBeGreaterThan(before);
  receiver.mode = 'AA';
  await expect(reader.row('SOUTH-003')).toHaveAttribute('data-state', 'delivered');
  const sent = receiver.received.slice(before);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent).size).toBe(1);
  expect(new Set(sent.map(controlId)).size).toBe(1);
  // The refused report of before stayed where it was.
  expect(receiver.received.filter(text => text.includes('SOUTH-002'))).toHaveLength(1);
});

test('a patient of another site is joined by the reader alone, read beside the case, and parted again', async () => {
  await reader.open('SOUTH-001');
  await reader.desk.bringToFront();
  const { desk } = reader;
  const joined = desk.getByTestId('joined-patient');
  const prior = desk.locator('[data-testid="prior"]');
  await expect(desk.getByTestId('open-link')).toBeVisible();
  await expect(joined).toHaveCount(0);
  await expect(prior).toHaveCount(0);

  await desk.getByTestId('open-link').focus();
  await desk.keyboard.press('Enter');
  await desk.keyboard.type('castel');
  await desk.keyboard.press('Enter');
  const other = desk.locator('[data-testid="found-patient"][data-patient-id="ILE-9"]');
  await expect(other).toContainText('Centre de l’Île');
  await other.getByRole('radio').focus();
  await desk.keyboard.press('Space');
  const comparison = desk.getByTestId('patient-comparison');
  await expect(comparison).toHaveAttribute('data-differs', '');
  for (const text of ['SUD-1', 'ILE-9', 'Clinique Sud', 'Centre de l’Île', '24/05/1971'])
    await expect(comparison).toContainText(text);
  await expect(desk.getByTestId('link-patients')).toBeDisabled();
  await desk.getByTestId('confirm-same-person').focus();
  await desk.keyboard.press('Space');
  await desk.getByTestId('link-patients').focus();
  await desk.keyboard.press('Enter');

  await expect(joined).toHaveAttribute('data-by', 'link');
  await expect(joined).toHaveAttribute('data-state', 'answered');
  await expect(prior).toContainText('Centre de l’Île');
  await prior.click();
  const pane = await reader.pane('[data-role="prior"]');
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices));
  // Her own identifier there is no stranger's.
  await expect(reader.viewer.locator('[data-loud]')).toHaveCount(0);

  await reader.desk.bringToFront();
  await desk.getByTestId('unlink').focus();
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('Enter');
  await expect(joined).toHaveCount(0);
  await expect(prior).toHaveCount(0);
});

test('signed while the receiver is down, delivered when it is back after a power cut', async () => {
  await order('S4', examinations.outage);
  const { port } = receiver;
  await receiver.close();
  await report('SOUTH-004', 'Signé pendant la panne.');
  await expect(reader.row('SOUTH-004')).toHaveAttribute('data-state', 'signed');
  await expect(reader.site('south')).toContainText('RIS injoignable');
  await expect(reader.desk.getByTestId('status-bar')).toContainText('1 signé, pas encore remis');
  await vigie.kill();
  await browser.close();

  vigie = await launchVigie({ home: vigie.home, config, language: 'fr' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  await expect(reader.row('SOUTH-004')).toHaveAttribute('data-state', 'signed');
  receiver = await startMllpReceiver({ port });
  await expect(reader.row('SOUTH-004')).toHaveAttribute('data-state', 'delivered', { timeout: 60_000 });
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]).toContain('Signé pendant la panne.');
  await expect(reader.row('SOUTH-002')).toHaveAttribute('data-state', 'refused');
  expect(vigie.log()).not.toMatch(/CASTEL|ROUX|FABRE|BLANC|SUD-\d|ILE-\d|SOUTH-00|2\.25\./);
});

function configuration(): Configuration {
  const dicomweb = ({ dicomWebUrl }: Orthanc) => ({ url: dicomWebUrl, auth: { kind: 'none' as const } });
  return {
    sites: [
      {
        id: 'north',
        name: 'Hôpital Nord',
        dicomweb: dicomweb(north),
        ris: { kind: 'fhir', url: fhir.url, auth: { kind: 'none' } },
      },
      {
        id: 'south',
        name: 'Clinique Sud',
        dicomweb: dicomweb(south),
        ris: {
          kind: 'hl7v2',
          listen: { host: '127.0.0.1', port: listenPort },
          send: { host: '127.0.0.1', port: receiver.port },
        },
      },
      {
        id: 'isle',
        name: 'Centre de l’Île',
        dicomweb: dicomweb(isle),
        ris: { kind: 'folder', orders: join(folder, 'orders'), reports: join(folder, 'reports') },
      },
    ],
  };
}

function examination(patientId: string, name: string, accession: string): Examination {
  return {
    patient: { patientId, name, birthDate: '19710524', sex: 'F' },
    accession,
    description: 'Scanner thoracique',
  };
}

/** Images as the modality has described them, in other words than the order. */
function images(site: string, what: Examination): readonly Uint8Array[] {
  return smallStudy(`sites-${site}`, { ...what, description: 'THORAX' }).instances;
}

/** The RIS sends an order, and its row appears. */
async function order(messageId: string, what: Examination): Promise<void> {
  expect(acknowledged(await sendOverMllp(listenPort, orderMessage(messageId, what)))).toEqual(['AA', messageId]);
  await expect(reader.row(what.accession)).toBeVisible({ timeout: 10_000 });
}

/** Reads, writes a conclusion and signs. */
async function report(accession: string, conclusion: string): Promise<void> {
  await reader.openReport(accession);
  await reader.write('conclusion', conclusion);
  await reader.sign();
}

/** Texts of the observations with that LOINC code, as they stand in the message. */
function lines(message: Hl7Message, code: string): readonly string[] {
  return message
    .getAllSegments('OBX')
    .filter(obx => obx.getComponent(3, 1) === code)
    .map(obx => obx.getField(5).toString());
}

function controlId(text: string): string | undefined {
  return Hl7Message.parse(text).getSegment('MSH')?.getField(10).toString();
}
