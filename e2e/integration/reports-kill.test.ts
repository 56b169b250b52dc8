import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeRis } from '../../src/main/reports/fake-ris.test-data.ts';
import { createReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';

const program = fileURLToPath(new URL('./reports-kill.program.ts', import.meta.url));
const key = randomBytes(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the program, kills it with SIGKILL some milliseconds after its first line, and gives all lines it wrote. */
async function killed(work: 'save' | 'mark' | 'sign' | 'deliver' | 'hold', afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder, key.toString('hex'), work], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  await new Promise(resolve => setTimeout(resolve, afterMs));
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  const [, signal] = await closed;
  expect(signal).toBe('SIGKILL');
  // A line that was cut off was not an answer yet.
  return output.split('\n').slice(0, -1);
}

const open = (ris?: FakeRis, clock: { now(): number } = Date) =>
  createReportService({
    folder,
    key,
    clock,
    log: { info() {}, warn() {} },
    reader,
    channels: () => (ris ? [ris] : []),
  });

test('the last acknowledged save is there after kill -9, 20 times of 20', async () => {
  for (let round = 0; round < 20; round += 1) {
    const acknowledged = Number((await killed('save', 5 + 7 * round)).at(-1));
    const service = await open();
    const opened = await service.open(sampleReading(1), 'fr');
    await service.stop();
    const draft = opened.ok ? opened.value.draft : null;
    expect(acknowledged).toBeGreaterThan(0);
    // One more may have been committed whose answer did not get out.
    expect([acknowledged, acknowledged + 1]).toContain(draft?.revision);
    expect(draft?.content.title).toBe(`save ${draft?.revision}`);
  }
}, 120_000);

test('every key image whose mark was acknowledged is there after kill -9', async () => {
  for (let round = 0; round < 8; round += 1) {
    const acknowledged = Number((await killed('mark', 3 * round)).at(-1));
    const service = await open();
    const opened = await service.open(sampleReading(1), 'fr');
    const reportId = opened.ok ? (opened.value.draft?.reportId ?? '') : '';
    const selection = await service.keyImages.of(reportId);
    await service.stop();
    const marked = selection.ok ? selection.value.images.map(({ imageNumber }) => imageNumber) : [];
    expect(acknowledged).toBeGreaterThan(0);
    expect([acknowledged, acknowledged + 1]).toContain(marked.length);
    expect(marked).toEqual(marked.map((_, index) => index + 1));
  }
}, 120_000);

test('kill -9 while signing: every report is a draft, or sealed with its delivery queued', async () => {
  for (let round = 0; round < 6; round += 1) {
    const acknowledged = await killed('sign', 20 + 37 * round);
    const service = await open();
    const deliveries = await service.deliveries();
    const queued = deliveries.map(({ reportId }) => reportId).sort();
    const standing = (await service.standing()).map(({ reportId }) => reportId).sort();
    expect(queued).toEqual(standing);
    for (const reportId of acknowledged) expect(queued).toContain(reportId);
    for (const { reportId, version, state } of deliveries) {
      expect(state).toBe('queued');
      const sealed = await service.sealed(reportId, version);
      expect(sealed.ok).toBe(true);
      expect(await service.draft(reportId)).toMatchObject({ failure: { code: 'report-already-signed' } });
    }
    await service.stop();
  }
}, 120_000);

test('kill -9 between the RIS taking a report and its answer: the same bytes go again, marked', async () => {
  const taken = await killed('deliver', 30);
  expect(taken).toHaveLength(1);
  const ris = new FakeRis();
  const service = await open(ris);
  await vi.waitFor(async () => expect(await service.standing()).toMatchObject([{ state: 'delivered' }]));
  await service.stop();
  expect(ris.attempts.map(({ reference, bytesHash }) => `${reference} ${bytesHash}`)).toEqual(taken);
  expect(ris.attempts[0]?.afterUnknown).toBe(true);
});

test('kill -9 while a report is held: it is held on, may be recalled, and else goes when its time is over', async () => {
  const [reportId = ''] = await killed('hold', 0);
  const ris = new FakeRis();
  const held = await open(ris);
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(await held.deliveries()).toMatchObject([{ reportId, state: 'queued', heldUntil: expect.any(String) }]);
  expect(ris.attempts).toEqual([]);
  await held.stop();
  const over = await open(ris, afterHold);
  await vi.waitFor(async () => expect(await over.standing()).toMatchObject([{ state: 'delivered' }]), 5000);
  await over.stop();

  rmSync(folder, { recursive: true });
  const [other = ''] = await killed('hold', 0);
  const again = await open(ris);
  expect((await again.recall(other, 1)).ok).toBe(true);
  await again.stop();
  const later = await open(ris, afterHold);
  await new Promise(resolve => setTimeout(resolve, 500));
  expect(ris.attempts).toHaveLength(1);
  expect(await later.deliveries()).toMatchObject([{ state: 'recalled', attempts: 0 }]);
  expect((await later.draft(other)).ok).toBe(true);
  await later.stop();
}, 60_000);

/** The minute that the program holds its report is over. */
const afterHold = { now: () => Date.now() + 61_000 };
