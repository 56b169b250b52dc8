import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { speakInto } from '../dictation/spoken-audio.ts';
import { launchBrowser } from '../launch/browser.ts';
import { openFolderSite } from '../launch/folder-site.ts';
import { launchVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { dropOrder, orderMessage } from '../peers/orders.ts';
import { startOrthanc } from '../peers/orthanc.ts';
import { type Examination, smallStudy } from '../peers/small-study.ts';
import { englishSpeechModel } from '../peers/speech-model.ts';

/** Dictation with a real model; a sound file is the microphone. */
const model = await englishSpeechModel();
const examination: Examination = {
  patient: { patientId: 'DIC-1', name: 'AUBERT^Jeanne', birthDate: '19580203', sex: 'F' },
  accession: 'DIC-101',
  description: 'Chest CT',
};
let folder: string;
let missing: string | null = 'reason' in model ? model.reason : null;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigie-dictation-'));
  if (!missing && !(await speakInto(join(folder, 'probe.wav'), ['test']))) missing = 'flite is not installed';
  if (missing) process.stderr.write(`dictation specs are skipped: ${missing}\n`);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

interface Speaking {
  readonly environment?: NodeJS.ProcessEnv;
  readonly isLooped?: boolean;
  /** A report is dictated as well while its images are still away, and the machine is left to the recogniser. */
  readonly hasImages?: boolean;
}

/** A desk in front of which these sentences are spoken as soon as its microphone is opened. */
async function speaking(
  sentences: readonly string[],
  work: (desk: Page, reader: Reader) => Promise<void>,
  { environment = {}, isLooped = false, hasImages = false }: Speaking = {},
): Promise<void> {
  const file = join(folder, 'microphone.wav');
  await speakInto(file, sentences);
  const named = 'folder' in model ? { VIGIE_DICTATION_MODEL_EN: model.folder } : {};
  const orthanc = hasImages ? await startOrthanc() : null;
  await orthanc?.upload(smallStudy('dictation', examination).instances);
  const site = await openFolderSite('dictation', orthanc?.dicomWebUrl ?? 'http://127.0.0.1:9/dicom-web');
  await dropOrder(site.orders, 'first.hl7', orderMessage('dictation-1', examination));
  const vigie = await launchVigie({ config: site.config, language: 'en', environment: { ...named, ...environment } });
  let browser: Browser | null = null;
  try {
    browser = await launchBrowser('llvmpipe', [
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}${isLooped ? '' : '%noloop'}`,
    ]);
    const reader = await Reader.sitDown(browser, vigie.url);
    await reader.context.grantPermissions(['microphone']);
    if (hasImages) await reader.open(examination.accession);
    await reader.openReport(examination.accession);
    await work(reader.desk, reader);
  } finally {
    await browser?.close();
    await vigie.stop();
    await vigie.discard();
    await orthanc?.stop();
    await site.discard();
  }
}

test('a report is made by voice only, to the sign dialog, which no voice signs', async () => {
  test.skip(missing !== null, missing ?? '');
  const sentences = [
    'go to findings',
    'The lungs are clear without focal consolidation.',
    'No evidence of acute disease.',
    'scratch that',
    'go to conclusion',
    'No acute disease period',
    'sign report',
    'sign report',
  ];
  await speaking(sentences, async (desk, reader) => {
    const bar = desk.getByTestId('dictation-bar');
    await expect(bar).toHaveAttribute('data-state', 'off');
    await desk.keyboard.press('F4');
    await expect(reader.section('findings')).toContainText('lungs are clear without focal consolidation.', {
      timeout: 90_000,
    });
    await expect(desk.getByTestId('sign-sheet')).toBeVisible({ timeout: 90_000 });
    await expect(reader.section('conclusion')).toContainText('No acute disease.');
    await expect(reader.section('findings')).not.toContainText(/evidence/i);
    for (const kind of ['findings', 'conclusion'] as const)
      await expect(reader.section(kind)).not.toContainText(/sign report|scratch|go to/i);
    // Nothing but a key or a button signs; the microphone is off behind the dialog.
    await expect(bar).toHaveAttribute('data-state', 'off');
    await expect(desk.getByTestId('sign-confirm')).toBeEnabled();
    await desk.waitForTimeout(4000);
    await expect(desk.getByTestId('sign-done')).toHaveCount(0);
    await desk.getByTestId('sign-confirm').click();
    await expect(desk.getByTestId('sign-done')).toBeVisible();
  });
});

test('the microphone is unplugged in mid-sentence: what was said is written', async () => {
  test.skip(missing !== null, missing ?? '');
  await speaking(
    ['There is no pulmonary embolism in the main or segmental arteries of the lungs on both sides.'],
    async (desk, reader) => {
      await desk.evaluate(() => {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async constraints => {
          const stream = await open(constraints);
          Object.assign(window, { unplug: () => stream.getAudioTracks()[0]?.dispatchEvent(new Event('ended')) });
          return stream;
        };
      });
      await desk.keyboard.press('F4');
      // The sentence is spoken again and again: the model may still load while it comes first.
      await expect(desk.getByTestId('dictation-interim')).toContainText(/pulmonary/i, { timeout: 90_000 });
      await desk.evaluate(() => (window as unknown as { unplug: () => void }).unplug());
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', 'microphone-unplugged');
      await expect(reader.section('findings')).toContainText(/pulmonary/i);
      await expect(desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
      await desk.getByTestId('dictation-recordings').click();
      await expect(desk.getByTestId('recorded-utterance').first()).toContainText(/\w/);
    },
    { isLooped: true },
  );
});

test('F4 is held: what is said meanwhile is written when it is let go, in an addendum too', async () => {
  test.skip(missing !== null, missing ?? '');
  await speaking(
    ['The gallbladder contains multiple stones.'],
    async (desk, reader) => {
      await desk.getByTestId('dictation-habit').selectOption('hold');
      await reader.section('conclusion').click();
      await desk.keyboard.down('F4');
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', /speaking/, { timeout: 60_000 });
      await desk.waitForTimeout(6000);
      await desk.keyboard.up('F4');
      await expect(reader.section('conclusion')).toContainText(/multiple stones/i);
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', 'off');

      // The key of the viewer is the same key.
      const { viewer } = reader;
      await viewer.bringToFront();
      await expect(viewer.getByTestId('viewport').first()).toBeVisible({ timeout: 60_000 });
      await viewer.keyboard.down('F4');
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', /listening|speaking/);
      await viewer.keyboard.up('F4');
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', 'off');

      // An addendum is dictated as the report was.
      await desk.bringToFront();
      await reader.sign();
      await desk.getByTestId('amend-addendum').click();
      const addendum = desk.getByTestId('addendum-text').locator('[contenteditable="true"]');
      await expect(addendum).toBeFocused();
      await desk.keyboard.down('F4');
      await expect(desk.getByTestId('dictation-bar')).toHaveAttribute('data-state', /speaking/, { timeout: 60_000 });
      await desk.waitForTimeout(6000);
      await desk.keyboard.up('F4');
      await expect(addendum).toContainText(/multiple stones/i);
    },
    { isLooped: true, hasImages: true },
  );
});

test('without a model dictation says what is missing and where, and typing goes on', async () => {
  test.skip(missing !== null, missing ?? '');
  const nowhere = join(folder, 'no-model');
  await speaking(
    ['test'],
    async (desk, reader) => {
      await desk.keyboard.press('F4');
      const notice = desk.locator('[data-failure="dictation-model-unusable"]');
      await expect(notice).toContainText(nowhere);
      await expect(notice.getByTestId('dictation-retry')).toBeVisible();
      await reader.write('conclusion', 'Typed as ever.');
      await expect(reader.section('conclusion')).toContainText('Typed as ever.');
    },
    { environment: { VIGIE_DICTATION_MODEL_EN: nowhere } },
  );
});
