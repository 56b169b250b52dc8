import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Failure } from '../../../contract/index.ts';
import { packedBytes, unpacked } from '../../../dicom/frame-pack/frame-pack-stream.ts';
import { buildDisplaySets } from '../../../dicom/geometry/display-sets.ts';
import { syntheticCtSeries } from '../../../dicom/synthetic/builder.ts';
import { syntheticUid } from '../../../dicom/synthetic/uid.ts';
import { openStudyCache } from '../index.ts';

const studyUid = syntheticUid('k', 'study');
const seriesUid = syntheticUid('k', 'series', 1);
const keys = { indexKey: randomBytes(32), keysKey: randomBytes(32) };

test('kill -9 while frames are made ahead leaves whole packs or none, and nothing else', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'frame-packs-kill-'));
  const script = join(folder, 'prepare.mjs');
  writeFileSync(
    script,
    `import { openStudyCache } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
     const [folder, indexKey, keysKey] = process.argv.slice(2);
     const key = text => new Uint8Array(Buffer.from(text, 'hex'));
     const cache = await openStudyCache({ folder, indexKey: key(indexKey), keysKey: key(keysKey) });
     process.stdout.write('open');
     await cache.prepareFrames(${JSON.stringify(studyUid)});
     process.stdout.write('prepared');
     setInterval(() => {}, 1000);`,
  );
  const damage: Failure[] = [];
  const store = join(folder, 'store');
  const open = () => openStudyCache({ folder: store, ...keys, onDamage: failure => damage.push(failure) });
  // A slope of 2 needs copies; the index over originals writes no file.
  const files = syntheticCtSeries({
    seed: 'k',
    slices: 90,
    rows: 256,
    columns: 256,
    override: () => ({ RescaleSlope: 2 }),
  });
  let cache = await open();
  await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
  let [unfinished, prepared] = [0, 0];
  try {
    for (const killAfterMs of [0, 20, 60, 120, 200, 10_000]) {
      await cache.close();
      const given = [keys.indexKey, keys.keysKey].map(key => key.toString('hex'));
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, store, ...given]);
      let said = '';
      const until = async (word: string) => {
        while (!said.includes(word)) said += String((await once(child.stdout, 'data'))[0]);
      };
      await until('open');
      await Promise.race([until('prepared'), new Promise(resolve => setTimeout(resolve, killAfterMs))]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      cache = await open();
      const [set] = buildDisplaySets(await cache.metadata(studyUid, null, 'finished'), { complete: true });
      const pack = await cache.framePack(studyUid, seriesUid, set!.id.split('.').at(-1)!);
      const written = readdirSync(join(store, 'frames'), { recursive: true, encoding: 'utf8' });
      expect(written.filter(name => name.endsWith('.frames'))).toHaveLength(pack.ok ? 1 : 0);
      if (!pack.ok) {
        unfinished += 1;
        continue;
      }
      prepared += 1;
      const { header } = pack.value;
      expect(header.frames).toHaveLength(90);
      const frames = await pack.value.read([0, 45, 89]);
      if (!frames.ok) throw new Error(frames.failure.code);
      for (const [at, index] of [0, 45, 89].entries()) {
        const single = await cache.finishedFrame(studyUid, header.frames[index]!.sopInstanceUid, 1);
        const size = packedBytes(header);
        expect(
          single.ok && Buffer.compare(unpacked(frames.value.slice(at * size, (at + 1) * size))!, single.value.bytes),
        ).toBe(0);
      }
      await cache.dropFramePacks(1);
      // Stored anew, the series has to be prepared again.
      await cache.remove(studyUid);
      await Promise.all(files.map(bytes => cache.putInstance(bytes, { studyUid })));
    }
    expect(damage).toEqual([]);
    expect(unfinished).toBeGreaterThan(0);
    expect(prepared).toBeGreaterThan(0);
  } finally {
    await cache.close();
    rmSync(folder, { recursive: true });
  }
});
