import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Recordings } from '../../src/main/dictation/recordings/recordings.ts';
import { createReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';

const program = fileURLToPath(new URL('./dictation-kill.program.ts', import.meta.url));
const rounds = Number(process.env.VIGIE_DICTATION_KILLS ?? 8);
const longestLossMs = 1000;

test(`kill -9 while dictating: at most one second of text is lost, ${rounds} times of ${rounds}`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'dictation-kill-'));
    const key = randomBytes(32);
    try {
      const child = spawn(process.execPath, [program, folder, key.toString('hex')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', text => {
        output += text;
      });
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
      await new Promise(resolve => setTimeout(resolve, 1200 + 173 * round));
      const closed = once(child, 'close');
      const killedAt = Date.now();
      child.kill('SIGKILL');
      expect((await closed)[1]).toBe('SIGKILL');
      const written = output
        .split('\n')
        .slice(0, -1)
        .map(line => line.split(' ').map(Number) as [number, number]);
      expect(written.length).toBeGreaterThan(3);

      const service = await createReportService({
        folder: join(folder, 'reports'),
        key,
        clock: Date,
        log: { info() {}, warn() {} },
        reader,
        channels: () => [],
      });
      const opened = await service.open(sampleReading(1), 'en');
      const draft = opened.ok ? opened.value.draft : null;
      await service.stop();
      const text = JSON.stringify(draft?.content.sections);
      for (const [number, at] of written) {
        if (killedAt - at > longestLossMs) expect(text).toContain(`Utterance number ${number}.`);
      }
      // What was spoken can be heard again up to the last seconds, also what did not become text.
      const recorded = await new Recordings(join(folder, 'dictation', 'recordings'), key).list(draft?.reportId ?? '');
      expect(recorded.length).toBeGreaterThanOrEqual(written.length - 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}, 600_000);
