import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { launchBrowser } from '../../e2e/launch/browser.ts';
import { launchVigie } from '../../e2e/launch/host-node.ts';
import { dropOrder, orderMessage } from '../../e2e/peers/orders.ts';
import { startOrthanc } from '../../e2e/peers/orthanc.ts';
import { smallStudy } from '../../e2e/peers/small-study.ts';
import { percentile } from '../search/percentile.ts';

/**
 * How long a keystroke takes in a report of 3000 words, with its checks, spelling and saving: `npm run --silent
 * bench:typing`. Needs the built pages. Prints JSON; `handled` is the time in the page from the key to the end of all
 * work it started before the next frame, `frame` to the frame that shows it, in milliseconds.
 */
const words = 3000;
const keys = 300;

const sentence =
  'Nodule du lobe supérieur droit de 12 mm sans épanchement pleural gauche ni adénopathie médiastinale. ';

const folder = await mkdtemp(join(tmpdir(), 'vigie-typing-'));
const pacs = await startOrthanc();
const [orders, reports] = [join(folder, 'orders'), join(folder, 'reports')];
for (const each of [orders, reports]) await mkdir(each);
const examination = {
  patient: { patientId: 'TYPE-1', name: 'MARTIN^Zoé', birthDate: '19640816', sex: 'F' as const },
  accession: 'TYPE-101',
  description: 'TDM thorax',
};
await pacs.upload(smallStudy('typing', examination).instances);
await dropOrder(orders, 'typing.hl7', orderMessage('typing', examination));
const config = join(folder, 'sites.json');
await writeFile(
  config,
  JSON.stringify({
    sites: [
      {
        id: 'typing',
        name: 'Typing',
        dicomweb: { url: pacs.dicomWebUrl, auth: { kind: 'none' } },
        ris: { kind: 'folder', orders, reports },
      },
    ],
  }),
);
const vigie = await launchVigie({ config, language: 'fr' });
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  await page.goto(vigie.url);
  await page.locator('[data-testid="worklist-row"]').first().click({ timeout: 60_000 });
  await page.keyboard.press('Enter');
  const findings = page.getByTestId('report-section-findings').locator('[contenteditable="true"]');
  await findings.waitFor();
  await page.bringToFront();
  await findings.locator('p').last().click();
  const perSentence = sentence.trim().split(' ').length;
  for (let written = 0; written < words; written += perSentence * 20) {
    await page.keyboard.insertText(sentence.repeat(20));
    await page.keyboard.press('Enter');
  }
  await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved', { timeout: 30_000 });
  await page.waitForTimeout(2000);
  const count = (await findings.innerText()).split(/\s+/).length;
  await page.evaluate(() => {
    const times = { handled: [] as number[], frame: [] as number[] };
    (window as unknown as { times: typeof times }).times = times;
    document.addEventListener(
      'keydown',
      () => {
        const start = performance.now();
        // The key, its input event and what they schedule run before a message that is posted now.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => times.handled.push(performance.now() - start);
        setTimeout(() => port2.postMessage(null));
        requestAnimationFrame(() => requestAnimationFrame(() => times.frame.push(performance.now() - start)));
      },
      true,
    );
  });
  for (let key = 0; key < keys; key++) await page.keyboard.press('abcdefghij '.charAt(key % 11) || 'a', { delay: 30 });
  const times = await page.evaluate(
    () => (window as unknown as { times: { handled: number[]; frame: number[] } }).times,
  );
  const summary = (values: number[]) => ({
    p50: percentile(values, 50),
    p95: percentile(values, 95),
    p99: percentile(values, 99),
    most: Math.max(...values),
  });
  console.log(
    JSON.stringify(
      { words: count, keys: times.handled.length, handled: summary(times.handled), frame: summary(times.frame) },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await vigie.stop();
  await vigie.discard();
  await pacs.stop();
  await rm(folder, { recursive: true, force: true });
}
