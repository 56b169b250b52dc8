import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, type Locator, test } from '@playwright/test';
import { PNG } from 'pngjs';
import {
  buildInstance,
  instanceModule,
  patientModule,
  type SyntheticStudy,
  seriesModule,
  studyModule,
} from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { type Lane, launchBrowser } from '../launch/browser.ts';
import { type FolderSite, openFolderSite } from '../launch/folder-site.ts';
import { launchVigie, type RunningVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';
import { dicomNow } from '../peers/small-study.ts';
import {
  type PresentationVector,
  presentationVectors,
  vectorColumns,
  vectorRows,
} from '../vectors/presentation-vectors.ts';

/**
 * What the canvas shows of each presentation vector, pixel for pixel, against the picture of `vigie render`: one model for
 * screens and files. In both software lanes, since one has 16-bit textures and the other has not.
 */
test.describe.configure({ mode: 'serial' });

const { date, time } = dicomNow();
const study: SyntheticStudy = {
  studyUid: syntheticUid('presentation', 'study'),
  studyId: '1',
  accession: 'LOOK-1',
  description: 'Presentation',
  date,
  time,
};
const seriesUid = (index: number) => syntheticUid('presentation', 'series', index + 1);

let site: FolderSite;
let pacs: Orthanc;
let vigie: RunningVigie;

test.beforeAll(async () => {
  pacs = await startOrthanc();
  site = await openFolderSite('presentation', pacs.dicomWebUrl);
  const files = presentationVectors.map(instanceOf);
  for (const [index, bytes] of files.entries()) await writeFile(join(site.folder, `${index}.dcm`), bytes);
  await pacs.upload(files);
  vigie = await launchVigie({ config: site.config, language: 'en' });
});

test.afterAll(async () => {
  await vigie?.stop();
  await vigie?.discard();
  await pacs?.stop();
  await site?.discard();
});

function instanceOf({ name, attributes }: PresentationVector, index: number): Uint8Array<ArrayBuffer> {
  return buildInstance({
    ...patientModule({ patientId: 'LOOK', name: 'MIROIR^Jean', birthDate: '19600101', sex: 'M' }),
    ...studyModule(study),
    ...seriesModule(study, {
      seriesUid: seriesUid(index),
      number: index + 1,
      modality: 'OT',
      description: name,
      bodyPart: 'CHEST',
    }),
    ...instanceModule(study, {
      sopClassUid: String(attributes.SOPClassUID),
      sopInstanceUid: syntheticUid('presentation', 'instance', index + 1),
      number: 1,
    }),
    ...attributes,
  });
}

for (const lane of ['llvmpipe', 'swiftshader'] satisfies Lane[]) {
  test.describe(lane, () => {
    let browser: Browser;
    let reader: Reader;

    test.beforeAll(async () => {
      browser = await launchBrowser(lane);
      // The address works once for each sitting; the second lane gets a sitting of its own.
      reader = await Reader.sitDown(browser, lane === 'llvmpipe' ? vigie.url : await freshUrl());
      await reader.open(study.accession);
    });

    test.afterAll(async () => {
      await reader?.stand();
      await browser?.close();
    });

    for (const [index, vector] of presentationVectors.entries()) {
      test(`${vector.name} is on screen what it is in the file`, async () => {
        const pane = await show(reader, index);
        await expectPicture(pane, await rendered(index), vector.aspect ?? 1);
      });
    }

    test('overlays and shutters are taken away and put back by key, and the badge says so', async () => {
      for (const [key, badge, name] of [
        ['h', 'overlays', 'overlay at its origin'],
        ['u', 'shutter', 'rectangular shutter'],
      ] as const) {
        const pane = await show(reader, indexOf(name));
        await expectPicture(pane, await rendered(indexOf(name)), 1);
        const before = await pixelsOf(pane);
        const badges = reader.viewer.locator(`[data-badge="${badge}"]`);
        await expect(badges).toHaveCount(0);
        await reader.viewer.keyboard.press(key);
        await expect(badges).toHaveCount(1);
        // without its graphics the image is the first vector, which has the same pixels and window
        await expectPicture(pane, await rendered(indexOf('window LINEAR')), 1);
        await reader.viewer.keyboard.press(key);
        await expect(badges).toHaveCount(0);
        await expect.poll(async () => (await pixelsOf(pane)).rgba.equals(before.rgba)).toBe(true);
      }
    });

    test("the image's own table and window follow each other by key, with their names", async () => {
      const pane = await show(reader, indexOf('VOI LUT Sequence'));
      await expect(pane).toHaveAttribute('data-voi', 'table');
      const text = reader.viewer.getByTestId('overlay-bottom-left').first();
      await expect(text).toContainText('LUT STAIRS');
      await reader.viewer.keyboard.press('0');
      await expect(pane).toHaveAttribute('data-voi', 'window');
      await expectPicture(pane, await rendered(indexOf('window LINEAR')), 1);
      await reader.viewer.keyboard.press('0');
      await expect(pane).toHaveAttribute('data-voi', 'table');
    });
  });
}

/** A second sitting needs an address of its own: the program is started anew on the same profile. */
async function freshUrl(): Promise<string> {
  await vigie.stop();
  vigie = await launchVigie({ config: site.config, language: 'en', home: vigie.home });
  return vigie.url;
}

/** Pages to a series by keyboard and shows it pixel for pixel. */
async function show(reader: Reader, index: number): Promise<Locator> {
  const page = reader.viewer;
  const any = page.getByTestId('viewport').first();
  await expect(any).toBeVisible({ timeout: 60_000 });
  await any.click();
  await expect(async () => {
    const shown = await any.getAttribute('data-series-uid');
    if (shown === seriesUid(index)) return;
    const at = presentationVectors.findIndex((_, other) => seriesUid(other) === shown);
    await page.keyboard.press(at < index ? 'PageDown' : 'PageUp');
    expect(await any.getAttribute('data-series-uid')).toBe(seriesUid(index));
  }).toPass({ timeout: 60_000, intervals: [100] });
  const pane = await reader.pane(`[data-series-uid="${seriesUid(index)}"]`);
  await page.keyboard.press('n');
  await painted(reader);
  return pane;
}

/** What was asked for before is drawn two frames later. */
async function painted(reader: Reader): Promise<void> {
  await reader.viewer.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

function indexOf(name: string): number {
  return presentationVectors.findIndex(vector => vector.name === name);
}

interface Shown {
  readonly width: number;
  readonly height: number;
  readonly rgba: Buffer;
}

async function pixelsOf(pane: Locator): Promise<Shown> {
  const { width, height, text } = await pane
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      copy.width = canvas.width;
      copy.height = canvas.height;
      const drawing = copy.getContext('2d')!;
      drawing.drawImage(canvas, 0, 0);
      const { data } = drawing.getImageData(0, 0, copy.width, copy.height);
      let text = '';
      for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
      return { width: copy.width, height: copy.height, text: btoa(text) };
    });
  return { width, height, rgba: Buffer.from(text, 'base64') };
}

/** What was asked for is drawn when the page comes to it, soon but not at once. */
async function expectPicture(pane: Locator, expected: PNG, aspect: number): Promise<void> {
  await expect.poll(async () => worstDifference(await pixelsOf(pane), expected, aspect)).toBeLessThanOrEqual(1);
}

/** The picture that the command line makes of the same file. */
async function rendered(index: number): Promise<PNG> {
  const out = join(site.folder, `${index}.png`);
  const command = ['src/main/cli/index.ts', 'render', join(site.folder, `${index}.dcm`), '--out', out];
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...command]);
  return PNG.sync.read(await readFile(out));
}

/**
 * The largest difference of any sample. The picture lies in the middle of the canvas, to within the half pixel by which
 * the grids are brought together. Where pixels are not square, only the middles of the squares of 12 are compared: rows
 * are interpolated there.
 */
function worstDifference(shown: Shown, expected: PNG, aspect: number): number {
  expect([expected.width, expected.height]).toEqual([vectorColumns, vectorRows]);
  const left = (shown.width - vectorColumns) / 2;
  const top = (shown.height - vectorRows * aspect) / 2;
  const candidates = [Math.floor(left), Math.ceil(left)].flatMap(x =>
    [Math.floor(top), Math.ceil(top)].map(y => [x, y] as const),
  );
  const step = aspect === 1 ? 1 : 12;
  const first = aspect === 1 ? 0 : 6;
  const differences = candidates.map(([x0, y0]) => {
    let worst = 0;
    for (let row = first; row < vectorRows; row += step) {
      for (let column = first; column < vectorColumns; column += step) {
        const at = 4 * ((y0 + Math.round(row * aspect)) * shown.width + x0 + column);
        for (let sample = 0; sample < 3; sample++) {
          const wanted = expected.data[4 * (row * vectorColumns + column) + sample]!;
          worst = Math.max(worst, Math.abs(shown.rgba[at + sample]! - wanted));
        }
      }
    }
    return worst;
  });
  return Math.min(...differences);
}
