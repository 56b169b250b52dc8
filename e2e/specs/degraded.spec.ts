import { readdir } from 'node:fs/promises';
import { type Browser, expect, test } from '@playwright/test';
import { siteSyncSchema } from '../../src/contract/index.ts';
import { launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { type Examination, type SmallStudy, smallSlices, smallStudy } from '../peers/small-study.ts';

/**
 * The PACS goes away and comes back: what was fetched ahead is read and reported meanwhile, and everything catches up
 * without a click: a study that was made in the meantime, and an image that came late to a report that is signed.
 */
test.describe.configure({ mode: 'serial' });

const examinations = {
  first: examination('DEG-1', 'MOREAU^Lise', 'DEG-101'),
  second: examination('DEG-2', 'BLANC^Paul', 'DEG-102'),
  third: examination('DEG-3', 'ROUX^Anne', 'DEG-103'),
} as const;

let site: FolderSite;
let orthanc: Orthanc;
let proxy: FaultProxy;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;
let first: SmallStudy;
let second: SmallStudy;
let third: SmallStudy;
/** Lets the images of the third study pass. */
let release: () => void;

test.beforeAll(async () => {
  orthanc = await startOrthanc();
  proxy = await startFaultProxy(orthanc.restUrl);
  site = await openFolderSite('degraded', `${proxy.origin}/dicom-web`, () => ({
    sync: siteSyncSchema.parse({ line: 'thin' }),
  }));
  first = smallStudy('degraded-first', examinations.first);
  second = smallStudy('degraded-second', examinations.second);
  third = smallStudy('degraded-third', examinations.third);
  // The last image of the first study comes late.
  await orthanc.upload(first.instances.slice(0, -1));
  await dropOrder(site.orders, 'D1.hl7', orderMessage('D1', examinations.first));
  vigie = await launchVigie({ config: site.config, language: 'en' });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await proxy?.stop();
  await orthanc?.stop();
  await site?.discard();
});

test('the study of the next order is fetched before anybody opens it', async () => {
  await expect(reader.row('DEG-101')).toHaveAttribute('data-study-uid', first.studyUid);
  await expect.poll(() => proxy.count(new RegExp(`/series/${first.seriesUid}$`)), { timeout: 30_000 }).toBe(1);
  // One more listing says that the series is whole: only then the retrieval is over.
  await expect.poll(() => proxy.count(new RegExp(`${first.studyUid}/series\\?`))).toBeGreaterThanOrEqual(2);
});

test('while the PACS is away, the study is read and reported from the cache', async () => {
  proxy.behave(() => ({ kind: 'drop', bytes: 0 }));
  const pacs = reader.site('degraded').locator('[data-peer="PACS"]');
  await expect(pacs).toHaveAttribute('data-state', 'down', { timeout: 60_000 });

  await reader.open('DEG-101');
  const pane = await reader.pane(`[data-study-uid="${first.studyUid}"]`);
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices - 1));
  await reader.desk.bringToFront();
  await expect(reader.desk.getByTestId('cache-progress').first()).toHaveAttribute('data-state', 'complete');
  await reader.write('conclusion', 'Read while the PACS was away.');
  await reader.sign();
  await expect(reader.row('DEG-101')).toHaveAttribute('data-state', 'delivered');
  expect((await readdir(site.reports)).length).toBeGreaterThan(0);
});

test('when it is back, everything catches up without a click', async () => {
  await orthanc.upload(first.instances.slice(-1));
  await orthanc.upload(second.instances);
  await orthanc.upload(third.instances);
  await dropOrder(site.orders, 'D2.hl7', orderMessage('D2', examinations.second));
  await dropOrder(site.orders, 'D3.hl7', orderMessage('D3', examinations.third));
  await expect(reader.row('DEG-102')).toBeVisible();
  proxy.forget();
  const until = new Promise<void>(resolve => {
    release = resolve;
  });
  const held = new RegExp(`${third.studyUid}/series/[0-9.]+(/instances/[0-9.]+)?$`);
  proxy.behave(({ path }) => (held.test(path) ? { kind: 'hold', until } : { kind: 'pass' }));

  await expect(reader.row('DEG-102')).toHaveAttribute('data-study-uid', second.studyUid, { timeout: 90_000 });
  await expect.poll(() => proxy.count(new RegExp(`/series/${second.seriesUid}$`)), { timeout: 30_000 }).toBe(1);

  // The late image is fetched alone, and both the row and the open case say that it was not there at the signature.
  const late = first.sopInstanceUids.at(-1) ?? '';
  await expect.poll(() => proxy.count(new RegExp(`/instances/${late}$`)), { timeout: 60_000 }).toBe(1);
  expect(proxy.count(new RegExp(`/series/${first.seriesUid}$`))).toBe(0);
  await expect(reader.row('DEG-101')).toContainText('Images of this study came after its report was signed', {
    timeout: 30_000,
  });
  const notice = reader.desk.getByTestId('case-strip').locator('[data-failure="images-after-signature"]');
  await expect(notice).toContainText('images: 1');
});

test('pictures of the PACS stand in for images that are still coming, and are named so', async () => {
  await expect(reader.row('DEG-103')).toHaveAttribute('data-study-uid', third.studyUid, { timeout: 90_000 });
  await reader.open('DEG-103');
  const { viewer } = reader;
  const picture = viewer.getByTestId('provisional-picture');
  await expect(picture).toHaveAttribute('data-shown', third.sopInstanceUids[6] ?? '', { timeout: 30_000 });
  await expect(picture).toContainText('PROVISIONAL');
  await expect(picture).toContainText('no measurements');
  await expect(picture).toContainText('Image 7/12');
  await expect(picture).toContainText('0 of 12 images here');
  const isDrawn = (image: HTMLImageElement) => image.naturalWidth > 0;
  expect(await picture.locator('img').evaluate(isDrawn)).toBe(true);

  // It is walked through by key, and nothing is measured on it.
  await viewer.bringToFront();
  await viewer.keyboard.press('ArrowDown');
  await expect(picture).toHaveAttribute('data-shown', third.sopInstanceUids[7] ?? '');
  await viewer.keyboard.press('l');
  const { x, y, width, height } = (await picture.boundingBox())!;
  await viewer.mouse.move(x + width / 3, y + height / 2);
  await viewer.mouse.down();
  await viewer.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await viewer.mouse.up();
  await expect(viewer.getByTestId('measurement-label')).toHaveCount(0);
  await expect(viewer.getByTestId('viewport')).toHaveCount(0);

  // The image itself takes its place, where the reader is.
  release();
  const pane = await reader.pane(`[data-study-uid="${third.studyUid}"]`);
  await expect(picture).toHaveCount(0);
  await expect(pane).toHaveAttribute('data-slice', '8');
  await expect(pane).toHaveAttribute('data-slice-count', String(smallSlices));
  // One for each image that was looked at; in another window, it is another picture.
  expect(proxy.count(/\/rendered\?/)).toBeGreaterThanOrEqual(2);
});

function examination(patientId: string, name: string, accession: string): Examination {
  return { patient: { patientId, name, birthDate: '19610402', sex: 'F' }, accession, description: 'Chest CT' };
}
