import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Software drawing lanes (docs/testing.md): Mesa's llvmpipe with 16-bit textures, or SwiftShader without. */
export type Lane = 'llvmpipe' | 'swiftshader';

const laneFlags: Readonly<Record<Lane, readonly string[]>> = {
  llvmpipe: ['--use-angle=gl-egl', '--ignore-gpu-blocklist'],
  swiftshader: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
};

/** The system's Chromium, headless, with nothing of it calling out; `flags` are a test's own. */
export function launchBrowser(lane: Lane = 'llvmpipe', flags: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.VIGIE_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`there is no Chromium at ${executablePath}: apt-get install chromium`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--site-per-process',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      ...laneFlags[lane],
      ...flags,
    ],
  });
}
