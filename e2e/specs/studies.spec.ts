import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { type Hospital, openHospital } from '../launch/hospital.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';

/**
 * The study manager against real servers, in French, by keyboard; and that nothing which names a patient or a study stands
 * readable in the profile, the browser's own profile or the temporary folder.
 */
test.describe.configure({ mode: 'serial' });

let hospital: Hospital;
let vigie: RunningVigie;
let folder: string;
let context: BrowserContext;
let desk: Page;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'vigie-studies-'));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  hospital = await openHospital();
  vigie = await launchVigie({
    home: join(folder, 'home'),
    config: await hospital.configure(),
    language: 'fr',
    environment: { ...hospital.environment, TMPDIR: temporary },
  });
  // As host-node starts it: a profile on the disk, inside that of Vigie.
  context = await chromium.launchPersistentContext(join(vigie.home, 'browser'), {
    executablePath: process.env.VIGIE_CHROMIUM ?? '/usr/bin/chromium',
    viewport: { width: 1600, height: 1000 },
    env: { ...process.env, TMPDIR: temporary },
    args: ['--no-sandbox', '--site-per-process', '--disk-cache-size=1', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
  });
  desk = await context.newPage();
  await desk.goto(vigie.url);
});

test.afterAll(async () => {
  await context?.close();
  await vigie?.stop();
  await hospital?.stop();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const studyRow = (studyUid: string) => desk.locator(`[data-testid="cached-study"][data-study-uid="${studyUid}"]`);
const verification = (studyUid: string) => desk.locator(`[data-testid="verification"][data-study-uid="${studyUid}"]`);
async function choose(studyUid: string): Promise<void> {
  await studyRow(studyUid).click();
  await expect(studyRow(studyUid)).toHaveAttribute('aria-selected', 'true');
  await expect(desk.getByTestId('study-grid')).toBeFocused();
}

test('the open case and its prior are here and must stay', async () => {
  test.setTimeout(180_000);
  const row = desk.locator(`[data-testid="worklist-row"][data-accession~="${hospital.accession}"]`);
  await expect(row).toHaveAttribute('data-study-uid', hospital.studyUid, { timeout: 60_000 });
  await row.click();
  const opened = context.waitForEvent('page');
  await desk.keyboard.press('Enter');
  const viewer = await opened;
  await expect(viewer.locator('[data-testid="viewport"][data-rendered="true"]').first()).toBeVisible({
    timeout: 120_000,
  });
  await desk.bringToFront();
  await desk.getByTestId('open-studies').click();
  // Opened, the case has a draft, which is the stronger reason.
  for (const [uid, images, kind] of [
    [hospital.studyUid, 140, 'undelivered'],
    [hospital.priorUid, 134, 'in-use'],
  ] as const) {
    await expect(studyRow(uid)).toHaveAttribute('data-cache', 'complete', { timeout: 90_000 });
    await expect(studyRow(uid)).toHaveAttribute('data-kind', kind);
    await expect(studyRow(uid).locator('.cell-images')).toHaveText(String(images));
    await expect(studyRow(uid).locator('.cell-kept')).toContainText('dossier ouvert');
  }
  await choose(hospital.priorUid);
  await expect(desk.getByTestId('evict-study')).toBeDisabled();
  await expect(desk.getByTestId('budget-bar')).toHaveAttribute('aria-label', /en cours \d/);
});

test('words without accents find a study', async () => {
  await desk.getByTestId('search-studies').fill('maelle goff');
  await expect(desk.getByTestId('study-count')).toHaveText('2 examens');
  await desk.getByTestId('search-studies').fill('personne');
  await expect(desk.getByTestId('study-count')).toHaveText('0 examen');
  await desk.getByTestId('search-studies').fill('');
});

test('a flipped byte is found by verification, named, and fetched again', async () => {
  test.setTimeout(120_000);
  await choose(hospital.priorUid);
  await desk.keyboard.press('v');
  await expect(verification(hospital.priorUid)).toHaveAttribute('data-state', 'whole', { timeout: 60_000 });

  const packs = join(vigie.home, 'cache', 'packs');
  const names = (await readdir(packs, { recursive: true })).filter(name => name.endsWith('.pack'));
  for (const name of names) {
    const path = join(packs, name);
    const bytes = await readFile(path);
    bytes[(await stat(path)).size - 1000]! ^= 1;
    await writeFile(path, bytes);
  }
  await desk.keyboard.press('v');
  await expect(verification(hospital.priorUid)).toHaveAttribute('data-state', 'damaged', { timeout: 60_000 });
  await expect(verification(hospital.priorUid)).toContainText('récupérées de nouveau');
  await expect(desk.locator('[data-failure="cache-damaged"]').first()).toBeAttached();
  await expect(studyRow(hospital.priorUid)).toHaveAttribute('data-cache', 'complete', { timeout: 60_000 });
  // What was damaged is on its way again: asked until all of it is here.
  await expect(async () => {
    await choose(hospital.priorUid);
    await desk.keyboard.press('v');
    await expect(verification(hospital.priorUid)).toHaveAttribute('data-state', /whole|damaged/, { timeout: 20_000 });
    await expect(verification(hospital.priorUid)).toHaveAttribute('data-state', 'whole', { timeout: 2_000 });
  }).toPass({ timeout: 90_000 });
});

test('a pinned study stays when its case is left; unpinned it is removed by key, and its pack with it', async () => {
  await choose(hospital.priorUid);
  await desk.keyboard.press('p');
  await expect(studyRow(hospital.priorUid).locator('.cell-kept')).toContainText('épinglé');
  await desk.keyboard.press('Escape');
  await desk.getByTestId('park-case').click();
  await desk.getByTestId('open-studies').click();
  await expect(studyRow(hospital.priorUid)).toHaveAttribute('data-kind', 'pinned');
  await choose(hospital.priorUid);
  await desk.keyboard.press('Delete');
  await expect(desk.getByTestId('confirm-evict')).toBeHidden();
  await desk.keyboard.press('p');
  await expect(studyRow(hospital.priorUid)).not.toHaveAttribute('data-kind', 'pinned');
  await desk.keyboard.press('Delete');
  await expect(desk.getByTestId('confirm-evict')).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(studyRow(hospital.priorUid)).toHaveCount(0);
  await expect(studyRow(hospital.studyUid)).toHaveCount(1);
});

test('no name, identifier or UID stands readable in the profile, the browser’s profile or the temporary folder', async () => {
  test.setTimeout(120_000);
  await context.close();
  await vigie.stop();
  // The last stands in the name of every frame that the browser's HTTP cache would keep.
  const needles = [
    'LE GOFF',
    'Le Goff',
    'Maëlle',
    'Maelle',
    'HOP-2211',
    hospital.accession,
    hospital.studyUid,
    '/dicomweb/studies',
  ].flatMap(text =>
    (['utf8', 'utf16le'] as const).map(encoding => ({ text, encoding, bytes: Buffer.from(text, encoding) })),
  );
  const search = async (where: string) => {
    const found = new Set<string>();
    let files = 0;
    for (const entry of await readdir(where, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      files += 1;
      const path = join(entry.parentPath, entry.name);
      const content = await readFile(path);
      for (const { text, encoding, bytes } of needles) {
        if (content.includes(bytes) || path.includes(text))
          found.add(`${text} (${encoding}) in ${path.slice(where.length)}`);
      }
    }
    return { files, found: [...found] };
  };
  const own = await search(join(folder, 'home'));
  expect(own.files).toBeGreaterThan(20);
  expect(own.found).toEqual([]);
  expect((await search(join(folder, 'tmp'))).found).toEqual([]);
  expect((await readdir(join(folder, 'home', 'browser'))).length).toBeGreaterThan(3);

  // The same search over a plain copy of one image finds what it looks for.
  const control = join(folder, 'control');
  await mkdir(control);
  const plain = await fetch(`${hospital.pacs.dicomWebUrl}/studies/${hospital.studyUid}`, {
    headers: {
      accept: 'multipart/related; type="application/dicom"; transfer-syntax=*',
      authorization: `Basic ${Buffer.from(`vigie:${hospital.environment.HOSPITAL_PACS}`).toString('base64')}`,
    },
  });
  const copy = Buffer.from(await plain.arrayBuffer());
  await writeFile(
    join(control, 'plain'),
    Buffer.concat([copy, Buffer.from(`${hospital.studyUid} /dicomweb/studies`, 'utf16le')]),
  );
  const { found } = await search(control);
  for (const text of [
    'LE GOFF (utf8)',
    'HOP-2211 (utf8)',
    `${hospital.studyUid} (utf8)`,
    `${hospital.studyUid} (utf16le)`,
    '/dicomweb/studies (utf16le)',
  ]) {
    expect(found.some(line => line.startsWith(text))).toBe(true);
  }
});
