import type { DiagnosticReport } from '@medplum/fhirtypes';
import { type Browser, expect, test } from '@playwright/test';
import { launchBrowser } from '../launch/browser.ts';
import { type Hospital, openHospital } from '../launch/hospital.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { contrast, Reader } from '../launch/reader.ts';

/**
 * The reading loop on real servers, in English: Orthanc as PACS, a FHIR R4 server as RIS, two diagnostic windows. It
 * asserts what the servers received, not what the page says.
 */
test.describe.configure({ mode: 'serial' });

let hospital: Hospital;
let config: string;
let vigie: RunningVigie;
let browser: Browser;
let reader: Reader;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  hospital = await openHospital();
  config = await hospital.configure();
  vigie = await launchVigie({ config, language: 'en', environment: hospital.environment });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
});

test.afterAll(async () => {
  await browser?.close();
  await vigie?.stop();
  await vigie?.discard();
  await hospital?.stop();
});

test('the order and its study become one row, and the order is claimed in the RIS', async () => {
  const row = reader.row(hospital.accession);
  await expect(row).toHaveAttribute('data-state', 'to-read');
  await expect(row).toHaveAttribute('data-study-uid', hospital.studyUid);
  await reader.open(hospital.accession);
  await expect(row).toHaveAttribute('data-state', 'in-progress');
  const task = await hospital.ris.repository.readResource('Task', hospital.taskId);
  expect(task).toMatchObject({ status: 'in-progress', owner: { display: 'Dr Camille Démo' } });
});

test('current and prior stand side by side, and scroll', async () => {
  const current = await reader.pane(`[data-study-uid="${hospital.studyUid}"]`);
  const prior = await reader.pane(`[data-study-uid="${hospital.priorUid}"]`);
  await expect(current).toHaveAttribute('data-slice-count', '140');
  await expect(prior).toHaveAttribute('data-slice-count', '134');
  await expect(current).toHaveAttribute('data-wl', '40/400');
  await current.click();
  await reader.viewer.keyboard.press('End');
  await expect(current).toHaveAttribute('data-slice', '140');
  await reader.viewer.keyboard.press('Home');
  await expect(current).toHaveAttribute('data-slice', '1');
  for (const pane of [current, prior]) {
    const { mean, spread } = contrast(await reader.greys(pane, grid));
    expect(mean).toBeGreaterThan(10);
    expect(spread).toBeGreaterThan(100);
  }
});

test('a length has the millimetres of its pixels and goes into the report with one key', async () => {
  const pane = await reader.pane(`[data-study-uid="${hospital.studyUid}"]`);
  await pane.click();
  await reader.viewer.keyboard.press('f');
  await reader.viewer.keyboard.press('l');
  const box = (await pane.boundingBox())!;
  const [from, to] = [box.x + box.width * 0.3, box.x + box.width * 0.7];
  const y = box.y + box.height * 0.5;
  await reader.viewer.mouse.move(from, y);
  await reader.viewer.mouse.down();
  await reader.viewer.mouse.move((from + to) / 2, y, { steps: 5 });
  await reader.viewer.mouse.move(to, y, { steps: 5 });
  await reader.viewer.mouse.up();
  // The image is 512 pixels of 0.75 mm in both directions, and "fit" shows all of it in the shorter side of the pane.
  const millimetres = ((to - from) * 512 * 0.75) / Math.min(box.width, box.height);
  const label = await reader.viewer.getByTestId('measurement-label').first().textContent();
  const shown = Number(/([\d.]+)\s*mm/.exec(label ?? '')?.[1]);
  const halfPixel = (0.5 * 512 * 0.75) / Math.min(box.width, box.height);
  expect(Math.abs(shown - millimetres)).toBeLessThan(halfPixel + 0.05);

  await reader.viewer.keyboard.press('Enter');
  await expect(reader.section('findings')).toContainText(`${shown.toFixed(1)}`);
});

test('the text stays when the language of the screen changes while it is written', async () => {
  await reader.desk.bringToFront();
  await reader.write('conclusion', 'Small nodule.');
  for (const heading of ['Conclusion', 'Conclusion']) {
    await reader.desk.getByTestId('switch-language').click();
    await expect(reader.section('conclusion')).toContainText(heading);
    await expect(reader.section('conclusion')).toContainText('Small nodule.');
  }
  await reader.write('conclusion', ' Unchanged.');
  await expect(reader.section('conclusion')).toContainText('Small nodule. Unchanged.');
  await expect(reader.section('findings')).toContainText('mm');
});

test('MPR shows three planes and the volume a rendering, all of one study', async () => {
  await reader.viewer.keyboard.press('m');
  for (const kind of ['axial', 'coronal', 'sagittal']) {
    const pane = await reader.pane(`[data-kind="${kind}"][data-study-uid="${hospital.studyUid}"]`);
    const { mean, spread } = contrast(await reader.greys(pane, grid));
    expect(mean, kind).toBeGreaterThan(5);
    expect(spread, kind).toBeGreaterThan(60);
  }
  const volume = await reader.pane(`[data-kind="volume3d"][data-study-uid="${hospital.studyUid}"]`);
  expect(contrast(await reader.greys(volume, grid)).spread).toBeGreaterThan(30);
  await reader.viewer.keyboard.press('m');
});

test('a second diagnostic window shows the prior from the same process', async () => {
  const opening = reader.context.waitForEvent('page');
  await reader.viewer.getByTestId('open-second-window').click();
  const second = await opening;
  await second.setViewportSize({ width: 700, height: 600 });
  const prior = await reader.pane(`[data-study-uid="${hospital.priorUid}"][data-window="2"]`, second);
  const current = await reader.pane(`[data-study-uid="${hospital.studyUid}"][data-window="1"]`);
  for (const pane of [prior, current]) {
    const { mean, spread } = contrast(await reader.greys(pane, grid));
    expect(mean).toBeGreaterThan(10);
    expect(spread).toBeGreaterThan(100);
  }
  const sameHeap = await second.evaluate(() => window.opener !== null && window.opener.document.title !== undefined);
  expect(sameHeap).toBe(true);
});

test('desk and viewer are two renderer processes', async () => {
  const system = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  };
  const before = await renderers();
  const session = await reader.context.newCDPSession(reader.viewer);
  const crashed = reader.viewer.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
  await expect.poll(async () => (await renderers()).length).toBeLessThan(before.length);
  const after = await renderers();
  const viewerPid = before.filter(pid => !after.includes(pid));
  expect(viewerPid).toHaveLength(1);
  // The desk still works, and its renderer is another process.
  await reader.write('findings', ' No other lesion.');
  await expect(reader.desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  expect(after.length).toBeGreaterThan(0);
});

test('signed while the RIS is down, delivered when it is back, also after a restart', async () => {
  await reader.write('conclusion', 'Stable nodule of the right upper lobe.');
  await expect(reader.desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await hospital.ris.pause();
  await reader.desk.getByTestId('sign-button').click();
  await reader.desk.getByTestId('sign-confirm').click();
  await expect(reader.desk.getByTestId('sign-done')).toBeVisible();
  await expect(reader.row(hospital.accession)).toHaveAttribute('data-state', 'signed');
  await vigie.kill();
  await browser.close();

  vigie = await launchVigie({ home: vigie.home, config, language: 'en', environment: hospital.environment });
  browser = await launchBrowser();
  reader = await Reader.sitDown(browser, vigie.url);
  await hospital.ris.resume();
  await expect(reader.row(hospital.accession)).toHaveAttribute('data-state', 'delivered', { timeout: 90_000 });

  const reports = await hospital.ris.repository.searchResources<DiagnosticReport>({ resourceType: 'DiagnosticReport' });
  expect(reports).toHaveLength(1);
  const [report] = reports;
  expect(report).toMatchObject({
    status: 'final',
    basedOn: [{ reference: `ServiceRequest/${hospital.serviceRequestId}` }],
  });
  const forms = (report?.presentedForm ?? []).map(({ contentType }) => contentType);
  expect(forms).toEqual(expect.arrayContaining(['text/html', 'application/pdf']));
  const html = Buffer.from(
    report?.presentedForm?.find(({ contentType }) => contentType === 'text/html')?.data ?? '',
    'base64',
  );
  expect(html.toString('utf8')).toContain('Stable nodule of the right upper lobe.');
  expect(html.toString('utf8')).toContain('No other lesion.');
});

/** Places spread over the middle of a pane. */
const grid = Array.from(
  { length: 49 },
  (_, index) => [0.2 + 0.1 * (index % 7), 0.2 + 0.1 * Math.floor(index / 7)] as const,
);
