import { copyFile, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../launch/browser.ts';
import { launchVigie } from '../launch/host-node.ts';
import { Reader } from '../launch/reader.ts';
import { driveLoop } from './loop.ts';

/**
 * `npm start -- --demo-run DIR`: the whole loop without a person, on a fresh demo department. Leaves a picture of each
 * screen, the report's PDF and the ORU message in DIR.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lang: { type: 'string' } },
});
const [named] = positionals;
if (!named) {
  process.stderr.write('vigie: --demo-run wants a folder for its pictures\n');
  process.exit(2);
}
const folder = resolve(named);
const language = values.lang === 'en' ? 'en' : 'fr';
const begun = performance.now();
const say = (words: string) =>
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${words}\n`);

await mkdir(folder, { recursive: true });
const home = await mkdtemp(join(tmpdir(), 'vigie-demo-run-'));
const vigie = await launchVigie({ home, language });
say('started; the demo department is being made');
const browser = await launchBrowser();
let failed = false;
try {
  const reader = await Reader.sitDown(browser, vigie.url, { width: 1920, height: 1200 });
  let picture = 0;
  await driveLoop(reader, language, async (name, page) => {
    picture++;
    const file = `${String(picture).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(folder, file) });
    say(file);
  });
  const reports = join(home, 'demo-department', 'reports');
  for (const file of await readdir(reports)) {
    if (!/\.(hl7|pdf)$/.test(file)) continue;
    await copyFile(join(reports, file), join(folder, file));
    say(file);
  }
} catch (error) {
  failed = true;
  say(`the loop could not be finished: ${(error as Error).message}`);
  process.stderr.write(vigie.log());
} finally {
  await browser.close();
  await vigie.stop();
  await vigie.discard();
}
say(failed ? 'failed' : `done: everything is in ${folder}`);
process.exit(failed ? 1 : 0);
