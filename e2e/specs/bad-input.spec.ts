import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Task } from '@medplum/fhirtypes';
import { type Browser, expect, type Locator, test } from '@playwright/test';
import { type Configuration, defaultSiteSync } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from '../peers/fault-proxy.ts';
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
import { selfSigned } from '../peers/self-signed.ts';
import { type Examination, type SmallStudy, smallSlices, smallStudy } from '../peers/small-study.ts';

/**
 * Four sites of which each has something wrong, on one workstation: what is wrong is said where the reader looks, the
 * rest goes on, and nothing is lost.
 */
test.describe.configure({ mode: 'serial' });

const password = 'orthanc-secret';
const examinations = {
  unreachable: examination('NORTH-1', 'RIOU^Gwenn', 'NORTH-101'),
  claimed: examination('NORTH-2', 'PRAT^Solène', 'NORTH-102'),
  credentials: examination('EAST-1', 'KLEIN^Lise', 'EAST-101'),
  tls: examination('WEST-1', 'MOAL^Erwan', 'WEST-101'),
  error: examination('SOUTH-1', 'GARCIA^Paula', 'SOUTH-101'),
  truncated: examination('SOUTH-2', 'VIDAL^Emma', 'SOUTH-102'),
  notDicom: examination('SOUTH-3', 'FERRER^Noé', 'SOUTH-103'),
  withoutAccession: examination('SOUTH-4', 'SERRA^Ana', ''),
} as const;
type Southern = 'error' | 'truncated' | 'notDicom' | 'withoutAccession';

let folder: string;
let config: string;
let listenPort: number;
let orthanc: Orthanc;
let fhir: FhirServer;
let receiver: MllpReceiver;
let west: FaultProxy;
let south: FaultProxy;
let claimed: FhirOrder;
let studies: Record<Southern, SmallStudy>;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-bad-input-'));
  for (const name of ['east-orders', 'east-reports', 'south-orders', 'south-reports']) await mkdir(join(folder, name));
  [orthanc, fhir, receiver, listenPort] = await Promise.all([
    startOrthanc({ user: { name: 'vigie', password } }),
    startFhirServer(),
    startMllpReceiver(),
    freePort(),
  ]);
  west = await startFaultProxy(orthanc.restUrl, selfSigned());
  south = await startFaultProxy(orthanc.restUrl);
  studies = {
    error: smallStudy('bad-error', examinations.error),
    truncated: smallStudy('bad-truncated', examinations.truncated),
    notDicom: smallStudy('bad-not-dicom', examinations.notDicom),
    withoutAccession: smallStudy('bad-without-accession', examinations.withoutAccession),
  };
  for (const { instances } of Object.values(studies)) await orthanc.upload(instances);
  await placeFhirOrder(fhir, examinations.unreachable);
  claimed = await placeFhirOrder(fhir, examinations.claimed);
  const task = await fhir.repository.readResource<Task>('Task', claimed.taskId);
  await fhir.repository.updateResource<Task>({
    ...task,
    status: 'in-progress',
    owner: { type: 'Practitioner', identifier: { value: '10001234567' }, display: 'Dr Bernard Autre' },
  });
  await dropOrder(join(folder, 'east-orders'), 'E1.hl7', orderMessage('E1', examinations.credentials));
  for (const [index, name] of (['error', 'truncated', 'notDicom', 'withoutAccession'] as const).entries())
    await dropOrder(join(folder, 'south-orders'), `S${index}.hl7`, orderMessage(`S${index}`, examinations[name]));

  config = join(folder, 'sites.json');
  await writeFile(config, JSON.stringify(await configuration()));
  await start();
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await Promise.all([west?.stop(), south?.stop()]);
  await Promise.all([orthanc?.stop(), fhir?.close(), receiver?.close()]);
  await rm(folder, { recursive: true, force: true });
});

test('what is wrong with each PACS is said at once, by its cause, and its orders are there', async () => {
  await expect(pacs('north')).toContainText('PACS unreachable (connection refused)');
  await expect(pacs('east')).toContainText('The PACS refuses Vigie’s credentials');
  await expect(pacs('west')).toContainText('The PACS certificate is not valid: nothing was sent to it');
  await expect(pacs('west')).toContainText('self-signed certificate');
  expect(west.requests).toEqual([]);
  await expect(pacs('south')).toHaveAttribute('data-state', 'up');
  await expectStatusApart();
  for (const { accession } of [examinations.unreachable, examinations.credentials, examinations.error])
    await expect(reader.row(accession)).toHaveAttribute('data-state', 'to-read');
});

test('a report is written and delivered while the PACS is unreachable', async () => {
  await reader.openReport('NORTH-101');
  await expect(reader.desk.getByTestId('case-strip')).toContainText('No images');
  await reader.write('conclusion', 'Read on the films.');
  await reader.sign();
  await expect(reader.row('NORTH-101')).toHaveAttribute('data-state', 'delivered');
  const reports = await fhir.repository.searchResources({ resourceType: 'DiagnosticReport' });
  expect(reports).toHaveLength(1);
});

test('an order that somebody else reads stays theirs', async () => {
  const before = await fhir.repository.readResource('Task', claimed.taskId);
  await reader.row('NORTH-102').click();
  await reader.desk.keyboard.press('Enter');
  const notice = reader.desk.locator('[data-failure="order-claimed-by-other"]');
  await expect(notice).toContainText('already being read by another reader');
  await expect(notice).toContainText('Dr Bernard Autre');
  await expect(reader.desk.getByTestId('identity-banner').first()).not.toContainText('NORTH-102');
  expect(await fhir.repository.readResource('Task', claimed.taskId)).toEqual(before);

  // Another workstation on the same drop folder.
  const other = join(folder, 'other.json');
  const { sites } = JSON.parse(await readFile(config, 'utf8')) as Configuration;
  await writeFile(other, JSON.stringify({ sites: sites.filter(({ id }) => id === 'east') }));
  const elsewhere = await launchVigie({ config: other, language: 'en', environment: secrets() });
  const colleague = await Reader.sitDown(browser, elsewhere.url);
  try {
    await colleague.openReport('EAST-101');
    await reader.desk.bringToFront();
    await expect(reader.row('EAST-101')).toHaveAttribute('data-state', 'in-progress');
    await reader.row('EAST-101').click();
    await reader.desk.keyboard.press('Enter');
    await expect(notice).toContainText('already being read by another reader');
    await expect(reader.desk.getByTestId('identity-banner').first()).not.toContainText('EAST-101');
  } finally {
    await colleague.stand();
    await elsewhere.stop();
    await elsewhere.discard();
  }
  await expect(reader.row('EAST-101')).toHaveAttribute('data-state', 'to-read');
});

test('a series that breaks off and an error 500 in its middle cost a wait, and nothing is fetched twice', async () => {
  const { studyUid, seriesUid, sopInstanceUids } = studies.error;
  const failing = sopInstanceUids[8] ?? '';
  let isBroken = true;
  misbehave(studyUid, ({ path }) => {
    // A connection that is torn may take everything with it that was under way; then the series is asked for again.
    const isTorn = south.count(new RegExp(`/series/${seriesUid}$`)) > 1;
    if (path.endsWith(`/series/${seriesUid}`)) return { kind: isTorn ? 'truncate' : 'drop', bytes: 45_000 };
    if (isBroken && path.endsWith(`/instances/${failing}`)) return { kind: 'status', status: 500 };
    return { kind: 'pass' };
  });
  await reader.open('SOUTH-101');
  const notice = reader.desk.getByTestId('case-strip').locator('[data-failure="pacs-server-error"]');
  await expect(notice).toContainText('The PACS answered with an error');
  await expect(notice).toContainText('500');
  await expect(cacheProgress()).not.toHaveAttribute('data-state', 'complete');
  // After some tries in vain the pause is long. It would go on by itself; who knows that the PACS is well need not wait.
  await expect.poll(() => south.count(new RegExp(`/instances/${failing}$`)), { timeout: 60_000 }).toBeGreaterThan(3);
  await reader.desk.bringToFront();
  isBroken = false;
  await cacheProgress().getByRole('button', { name: 'Resume' }).click();
  await expect(cacheProgress()).toHaveAttribute('data-state', 'complete', { timeout: 4_000 });
  await expect(notice).toHaveCount(0);
  for (const uid of sopInstanceUids.filter(each => each !== failing))
    expect(south.count(new RegExp(`/instances/${uid}$`)), uid).toBeLessThanOrEqual(1);
  await expectWholeSeries(studyUid);
});

test('a truncated multipart body gives its whole parts, and the rest is asked for', async () => {
  const { studyUid, seriesUid, sopInstanceUids } = studies.truncated;
  misbehave(studyUid, ({ path }) =>
    path.endsWith(`/series/${seriesUid}`) ? { kind: 'truncate', bytes: 45_000 } : { kind: 'pass' },
  );
  await reader.open('SOUTH-102');
  await expect(cacheProgress()).toHaveAttribute('data-state', 'complete');
  // A part is the 8192 bytes of its pixels and a header of less than 3 kB: four or five are whole in 45 000 bytes.
  const asked = sopInstanceUids.map(uid => south.count(new RegExp(`/instances/${uid}$`)));
  expect(asked.filter(count => count === 0).length).toBeGreaterThanOrEqual(4);
  expect(asked.filter(count => count === 0).length).toBeLessThanOrEqual(5);
  expect(Math.max(...asked)).toBe(1);
  await expectWholeSeries(studyUid);
});

test('an instance that is not DICOM costs itself alone, and comes when the PACS has mended it', async () => {
  const { studyUid, seriesUid, sopInstanceUids } = studies.notDicom;
  const spoiled = sopInstanceUids[5] ?? '';
  misbehave(studyUid, ({ path }) => {
    const isSeries = path.endsWith(`/series/${seriesUid}`);
    if (!isSeries && !path.endsWith(`/instances/${spoiled}`)) return { kind: 'pass' };
    return { kind: 'rewrite', rewrite: body => spoil(body, spoiled) };
  });
  await reader.open('SOUTH-103');
  await expect(cacheProgress()).toHaveAttribute('data-state', 'incomplete');
  await expect(cacheProgress()).toContainText(`${smallSlices - 1}/${smallSlices}`);
  const notice = reader.desk.getByTestId('case-strip').locator('[data-failure="study-incomplete"]');
  await expect(notice).toContainText('The study is not complete here');
  await expect(notice).toContainText('missing: 1');
  const pane = await reader.pane(`[data-study-uid="${studyUid}"]`);
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices - 1));

  // The viewer says it as well, and the long sentence does not push the image out of the window.
  await expect(reader.viewer.getByTestId('sync-status')).toContainText('Study incomplete 11/12');
  await expect(reader.viewer.getByTestId('sync-status').getByRole('button')).toBeInViewport({ ratio: 1 });
  await expectApart(reader.viewer.locator('[data-testid="sync-status"] > *, [data-testid="open-second-window"]'));
  await expect(pane).toBeInViewport({ ratio: 1 });

  south.behave(() => ({ kind: 'pass' }));
  await reader.desk.bringToFront();
  await cacheProgress().getByRole('button', { name: 'Resume' }).click();
  await expect(cacheProgress()).toHaveAttribute('data-state', 'complete');
  await expect(notice).toHaveCount(0);
  await expectWholeSeries(studyUid);
});

test('an order without accession finds its images by patient and date, and says so', async () => {
  const row = reader.desk.locator('[data-testid="worklist-row"][data-patient-id="SOUTH-4"]');
  await expect(row).toHaveCount(1);
  await expect(row).toHaveAttribute('data-study-uid', studies.withoutAccession.studyUid);
  await reader.desk.bringToFront();
  await row.click();
  await reader.desk.keyboard.press('Enter');
  const notice = reader.desk.getByTestId('case-strip').locator('[data-failure="order-without-accession"]');
  await expect(notice).toContainText('The order has no accession number');
  await expect(cacheProgress()).toHaveAttribute('data-state', 'complete');
});

test('an HL7 message with a broken segment is set aside by name, and the next ones are taken', async () => {
  const broken = (id: string, what: Examination) => orderMessage(id, what).replace('\rORC|', '\r?RC|');
  await dropOrder(join(folder, 'east-orders'), 'broken.hl7', broken('E8', examination('EAST-8', 'X^Y', 'EAST-108')));
  await dropOrder(
    join(folder, 'east-orders'),
    'good.hl7',
    orderMessage('E9', examination('EAST-9', 'WEBER^Jo', 'EAST-109')),
  );
  for (const id of ['W7', 'W8']) {
    const answer = await sendOverMllp(listenPort, broken(id, examination('WEST-8', 'X^Y', 'WEST-108')));
    expect(acknowledged(answer)).toEqual(['AE', id]);
    expect(answer.getSegment('ERR')?.toString()).toContain('not-a-segment');
  }
  expect(acknowledged(await sendOverMllp(listenPort, orderMessage('W9', examinations.tls)))).toEqual(['AA', 'W9']);
  await expect(reader.row('EAST-109')).toBeVisible();
  await expect(reader.row('WEST-101')).toBeVisible();
  await expect(reader.row('EAST-108')).toHaveCount(0);
  await expect(reader.row('WEST-108')).toHaveCount(0);
  await expect(reader.site('east')).toContainText('1 input set aside');
  await expect(reader.site('west')).toContainText('2 inputs set aside');
  await expectStatusApart();

  await reader.desk.getByRole('button', { name: 'Connections to the sites' }).click();
  const sheet = reader.desk.getByTestId('site-sheet');
  const rejected = (name: string) => sheet.locator('.rejected').filter({ hasText: name });
  for (const name of ['broken.hl7', 'W7', 'W8']) {
    await expect(rejected(name)).toContainText('An order is unreadable and was set aside');
    await expect(rejected(name)).toContainText('line 3');
    await expect(rejected(name)).toContainText('not a segment');
  }
  await reader.desk.keyboard.press('Escape');
  expect(await readFile(join(folder, 'east-orders', 'broken.hl7'), 'utf8')).toContain('?RC|');
});

test('a power cut while typing loses at most one second', async () => {
  await reader.openReport('EAST-101');
  await reader.write('conclusion', 'Typed:');
  const typed: number[] = [];
  const kill = wait(2500).then(async () => {
    const at = Date.now();
    await vigie.kill();
    return at;
  });
  for (let number = 0; number < 60; number += 1) {
    await reader.desk.keyboard.type(` ${100 + number}`);
    typed.push(Date.now());
    await wait(50);
  }
  const killedAt = await kill;
  await expect(reader.desk.getByTestId('connection-lost')).toBeVisible();
  await browser.close();

  await start(vigie.home);
  await reader.openReport('EAST-101');
  await expect(reader.section('conclusion')).toContainText('Typed: 100');
  const kept = [...((await reader.section('conclusion').textContent()) ?? '').matchAll(/\b1\d\d\b/g)].map(([n]) => n);
  const owed = typed.filter(at => at <= killedAt - 1000).map((_, index) => String(100 + index));
  expect(owed.length).toBeGreaterThan(5);
  expect(kept.slice(0, owed.length)).toEqual(owed);
});

test('nothing that names a patient is in the log', () => {
  expect(vigie.log()).not.toMatch(/RIOU|KLEIN|GARCIA|VIDAL|SERRA|EAST-\d|SOUTH-\d|2\.25\./);
});

test('a wrong field of the configuration is named, and nothing starts', async () => {
  const home = join(folder, 'never-made');
  const wrong = structuredClone(await configuration()) as { sites: { ris: { listen?: { port: unknown } } }[] };
  for (const { ris } of wrong.sites) if (ris.listen) ris.listen.port = 'soon';
  const file = join(folder, 'wrong.json');
  await writeFile(file, JSON.stringify(wrong));
  const root = join(import.meta.dirname, '../..');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['src/main/host-node/index.ts', '--no-window', '--home', home, '--config', file],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...secrets() }, timeout: 20_000 },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('sites[2].ris.listen.port');
  expect(stderr).toContain(file);
  expect(existsSync(home)).toBe(false);
});

async function start(home?: string): Promise<void> {
  vigie = await launchVigie({ config, language: 'en', environment: secrets(), ...(home ? { home } : {}) });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
}

function secrets(): NodeJS.ProcessEnv {
  return { RIGHT_SECRET: password, WRONG_SECRET: 'something else' };
}

async function configuration(): Promise<Configuration> {
  const auth = { kind: 'basic', user: 'vigie', secretEnv: 'RIGHT_SECRET' } as const;
  const dropFolder = (name: string) =>
    ({ kind: 'folder', orders: join(folder, `${name}-orders`), reports: join(folder, `${name}-reports`) }) as const;
  return {
    sites: [
      {
        id: 'north',
        name: 'PACS switched off',
        dicomweb: { url: `http://127.0.0.1:${await freePort()}/dicom-web`, auth },
        ris: { kind: 'fhir', url: fhir.url, auth: { kind: 'none' } },
      },
      {
        id: 'east',
        name: 'Wrong password',
        dicomweb: { url: orthanc.dicomWebUrl, auth: { ...auth, secretEnv: 'WRONG_SECRET' } },
        ris: dropFolder('east'),
      },
      {
        id: 'west',
        name: 'Self-signed',
        dicomweb: { url: `${west.origin}/dicom-web`, auth },
        ris: {
          kind: 'hl7v2',
          listen: { host: '127.0.0.1', port: listenPort },
          send: { host: '127.0.0.1', port: receiver.port },
        },
      },
      {
        id: 'south',
        name: 'Shaky PACS',
        dicomweb: { url: `${south.origin}/dicom-web`, auth },
        ris: dropFolder('south'),
        // What goes wrong is looked at when a case is opened: nothing comes before.
        sync: { ...defaultSiteSync, ordersAhead: 0 },
      },
    ],
  };
}

function examination(patientId: string, name: string, accession: string): Examination {
  return { patient: { patientId, name, birthDate: '19580930', sex: 'F' }, accession, description: 'Chest CT' };
}

function pacs(site: string): Locator {
  return reader.site(site).locator('[data-peer="PACS"]');
}

/** The words of several sites that are down share one line without covering each other. */
async function expectStatusApart(): Promise<void> {
  await expectApart(reader.desk.getByTestId('site-state'));
  for (const id of ['north', 'east', 'west', 'south']) await expectApart(reader.site(id).locator('> *'));
}

/** Each ends before the next begins; two pixels are left to icons that overhang. */
async function expectApart(places: Locator): Promise<void> {
  const boxes = await Promise.all((await places.all()).map(each => each.boundingBox()));
  expect(boxes.length).toBeGreaterThan(1);
  const ends = boxes.map(box => (box?.x ?? 0) + (box?.width ?? 0));
  for (const [index, box] of boxes.entries()) expect((box?.x ?? 0) + 2).toBeGreaterThanOrEqual(ends[index - 1] ?? 0);
}

function cacheProgress(): Locator {
  return reader.desk.getByTestId('cache-progress');
}

/** Faults for the retrieval of one study; everything else passes. */
function misbehave(studyUid: string, decide: (request: SeenRequest) => Fault): void {
  south.forget();
  south.behave(request => (request.path.includes(`/studies/${studyUid}/`) ? decide(request) : { kind: 'pass' }));
}

/** Makes the part of a multipart body that carries this instance no DICOM any more: its prefix and header are junk. */
function spoil(body: Buffer<ArrayBuffer>, sopInstanceUid: string): Uint8Array {
  const at = body.indexOf(sopInstanceUid);
  const prefix = at < 0 ? -1 : body.lastIndexOf('DICM', at);
  if (prefix >= 0) body.fill('x', prefix, prefix + 400);
  return body;
}

/** All slices are shown, and the first and the last have the greys of their own values under the window 40/400. */
async function expectWholeSeries(studyUid: string): Promise<void> {
  const pane = await reader.pane(`[data-study-uid="${studyUid}"]`);
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices));
  await reader.viewer.bringToFront();
  await pane.click({ position: { x: 20, y: 20 } });
  for (const [key, slice, hounsfield] of [
    ['End', smallSlices, 10 * (smallSlices - 1)],
    ['Home', 1, 0],
  ] as const) {
    await reader.viewer.keyboard.press(key);
    await expect(pane).toHaveAttribute('data-slice', String(slice));
    // PS3.3 C.11.2.1.2.1
    const grey = ((hounsfield - 39.5) / 399 + 0.5) * 255;
    await expect.poll(async () => Math.abs(((await reader.greys(pane, [[0.5, 0.5]]))[0] ?? 0) - grey)).toBeLessThan(2);
  }
}
