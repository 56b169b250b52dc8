import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hl7Message } from '@medplum/core';
import { type Browser, expect, test } from '@playwright/test';
import { demoAccession, driveLoop } from '../demo-run/loop.ts';
import { noduleOnImage } from '../demo-run/nodule.ts';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { contrast, Reader } from '../launch/reader.ts';

/** The whole loop on the embedded demo department, with what its RIS folder received, in the two languages. */
const wording = {
  fr: {
    conclusion: 'avis pluridisciplinaire',
    printed: 'Augmentation de taille du nodule du lobe supérieur droit',
    comma: ',',
  },
  en: { conclusion: 'multidisciplinary review', printed: 'Growing nodule of the right upper lobe', comma: '.' },
} as const;

for (const language of ['fr', 'en'] as const) {
  test.describe(language, () => {
    let vigie: RunningVigie;
    let browser: Browser;
    let reader: Reader;

    test.beforeAll(async () => {
      vigie = await launchVigie({ language });
      browser = await launchBrowser();
      reader = await Reader.sitDown(browser, vigie.url);
    });

    test.afterAll(async () => {
      await browser?.close();
      await vigie?.stop();
      await vigie?.discard();
    });

    test('from the worklist to a report in the RIS folder', async () => {
      const shown = await driveLoop(reader, language, async (name, page) => {
        if (!name.startsWith('viewer')) return;
        // Every diagnostic picture must be one: neither black nor flat, in both windows.
        for (const pane of await page.locator('[data-testid="viewport"][data-rendered="true"]').all()) {
          const greys = await reader.greys(pane, points);
          expect(contrast(greys).spread, `${name} ${await pane.getAttribute('data-kind')}`).toBeGreaterThan(40);
        }
      });
      // The mouse moves by whole pixels of the screen: one of them is at most 384 mm / 450.
      expect(Math.abs(shown - noduleOnImage('current').diameter)).toBeLessThan(384 / 450);

      const folder = join(vigie.home, 'demo-department', 'reports');
      const files = (await readdir(folder)).toSorted();
      expect(files.map(file => file.split('.').at(-1))).toEqual(['hl7', 'pdf']);
      const [hl7 = '', pdf = ''] = files;
      const message = Hl7Message.parse((await readFile(join(folder, hl7), 'utf8')).replaceAll('\n', '\r'));
      expect(message.getSegment('MSH')?.getField(9).toString()).toBe('ORU^R01^ORU_R01');
      expect(message.getSegment('PID')?.getField(3).toString()).toContain('DEMO-0001');
      expect(message.getSegment('OBR')?.toString()).toContain(demoAccession);
      const observations = message.getAllSegments('OBX').map(segment => segment.toString());
      const measured = shown.toFixed(1).replace('.', wording[language].comma);
      expect(observations.some(text => text.includes('59776-5') && text.includes(measured))).toBe(true);
      expect(observations.some(text => text.includes('19005-8') && text.includes(wording[language].conclusion))).toBe(
        true,
      );
      const printed = execFileSync('pdftotext', ['-layout', join(folder, pdf), '-'], { encoding: 'utf8' });
      expect(printed).toContain(wording[language].printed);
      expect(printed).toContain(`${measured}`);
    });

    test('nothing that names a patient is in the log', () => {
      expect(vigie.log()).not.toMatch(/Le Goff|LE GOFF|DEMO-0001|ACC26|2\.25\./);
    });
  });
}

const points = Array.from(
  { length: 81 },
  (_, index) => [0.1 + 0.1 * (index % 9), 0.1 + 0.1 * Math.floor(index / 9)] as const,
);
