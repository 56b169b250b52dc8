import { expect, type Locator, type Page } from '@playwright/test';
import type { Reader } from '../launch/reader.ts';
import { noduleOnImage } from './nodule.ts';

/** Called with the page and a name for each screen worth a picture. */
export type OnScreen = (name: string, page: Page) => Promise<void>;

export const demoAccession = 'ACC260001';

const texts = {
  fr: {
    findings: ' : nodule solide du lobe supérieur droit, en augmentation. Pas d’épanchement pleural.',
    conclusion: 'Augmentation de taille du nodule du lobe supérieur droit : avis pluridisciplinaire.',
  },
  en: {
    findings: ': solid nodule of the right upper lobe, larger than before. No pleural effusion.',
    conclusion: 'Growing nodule of the right upper lobe: multidisciplinary review.',
  },
} as const;

/**
 * The reading loop on the demo department as a radiologist goes through it: worklist, images beside the prior, a nodule
 * measured and put into the report, MPR and volume, a second diagnostic window, findings, signature, delivery. Returns
 * the length that the viewer showed, in millimetres.
 */
export async function driveLoop(reader: Reader, language: 'fr' | 'en', onScreen: OnScreen): Promise<number> {
  await reader.row(demoAccession).waitFor({ timeout: 120_000 });
  await reader.desk
    .getByRole('button', { name: language === 'fr' ? 'J’ai compris' : 'Understood' })
    .click({ timeout: 5_000 })
    .catch(() => {});
  await onScreen('worklist', reader.desk);

  await reader.open(demoAccession);
  const { viewer } = reader;
  const current = await reader.pane('[data-role="current"]');
  await reader.pane('[data-role="prior"]');
  await expect(viewer.getByTestId('sync-status'))
    .toHaveCount(0, { timeout: 90_000 })
    .catch(() => {});
  const shown = await measureNodule(reader);
  await onScreen('viewer', viewer);
  await viewer.keyboard.press('Enter');
  await expect(reader.section('findings').getByTestId('measurement-chip')).toHaveCount(1);

  await viewer.keyboard.press('m');
  for (const kind of ['axial', 'coronal', 'sagittal', 'volume3d']) await reader.pane(`[data-kind="${kind}"]`);
  await onScreen('viewer-mpr', viewer);
  await viewer.keyboard.press('m');

  const opening = reader.context.waitForEvent('page');
  await viewer.getByTestId('open-second-window').click();
  const second = await opening;
  await second.setViewportSize({ width: 1000, height: 760 });
  await reader.pane('[data-window="2"]', second);
  await onScreen('viewer-second-window', second);
  await expect(current).toHaveAttribute('data-rendered', 'true');

  await reader.desk.bringToFront();
  // What the template asks for and was not seen: normal.
  await reader.write('findings', ' ;nrm ');
  await reader.desk.keyboard.press('Backspace');
  await reader.desk.keyboard.type(texts[language].findings);
  await reader.write('conclusion', texts[language].conclusion);
  await expect(reader.desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await onScreen('report', reader.desk);
  await reader.desk.getByTestId('sign-button').click();
  await expect(reader.desk.getByTestId('sign-confirm')).toBeEnabled();
  await onScreen('sign', reader.desk);
  await reader.desk.getByTestId('sign-confirm').click();
  await expect(reader.desk.getByTestId('sign-done')).toBeVisible();
  await reader.desk.keyboard.press('Escape');
  await expect(reader.row(demoAccession)).toHaveAttribute('data-state', 'delivered', { timeout: 60_000 });
  await onScreen('delivered', reader.desk);
  return shown;
}

/** Makes a pane the active one and goes to an image of it by keyboard. */
async function scrollTo(viewer: Page, pane: Locator, slice: number): Promise<void> {
  await pane.click();
  await viewer.keyboard.press('Home');
  for (let image = 1; image < slice; image++) await viewer.keyboard.press('ArrowDown');
  await expect(pane).toHaveAttribute('data-slice', String(slice));
}

/** Goes to the nodule, lung window, and draws its diameter with the mouse at its analytic place. */
async function measureNodule(reader: Reader): Promise<number> {
  const { viewer } = reader;
  const nodule = noduleOnImage('current');
  const prior = await reader.pane('[data-role="prior"]');
  await scrollTo(viewer, prior, noduleOnImage('prior').slice);
  const pane = await reader.pane('[data-role="current"]');
  await scrollTo(viewer, pane, nodule.slice);
  await viewer.keyboard.press('f');
  await viewer.keyboard.press('Digit5');
  await expect(pane).toHaveAttribute('data-wl', '-600/1500');
  const box = (await pane.boundingBox())!;
  // "Fit" shows the 512 x 512 square image whole, in the middle of the pane.
  const scale = Math.min(box.width, box.height) / 512;
  const x = box.x + box.width / 2 + (nodule.column - 255.5) * scale;
  const y = box.y + box.height / 2 + (nodule.row - 255.5) * scale;
  const radius = (nodule.diameter / 2 / 0.75) * scale;
  await viewer.keyboard.press('l');
  await viewer.mouse.move(x - radius, y);
  await viewer.mouse.down();
  await viewer.mouse.move(x, y, { steps: 4 });
  await viewer.mouse.move(x + radius, y, { steps: 4 });
  await viewer.mouse.up();
  await viewer.mouse.move(box.x + 20, box.y + box.height - 120);
  const label = (await viewer.getByTestId('measurement-label').first().textContent()) ?? '';
  return Number(/([\d.,]+)\s*mm/.exec(label)?.[1]?.replace(',', '.'));
}
