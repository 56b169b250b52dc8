import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Bounds, fail, type Outcome, succeed } from '../../contract/index.ts';
import type { Display, Log } from '../ports.ts';
import { endLeftoverBrowser } from './leftover-browser.ts';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's Chromium, or null. `VIGIE_CHROMIUM` names another one. */
export async function findChromium(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const folders = (environment.PATH ?? '').split(delimiter);
  const candidates = environment.VIGIE_CHROMIUM
    ? [environment.VIGIE_CHROMIUM]
    : programs.flatMap(program => folders.map(folder => join(folder, program)));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // the next one
    }
  }
  return null;
}

/** App windows of the system's Chromium, all of one browser profile of their own. */
export class ChromiumWindows {
  readonly #options: { chromium: string | null; profile: string; log: Log };
  #browser: ChildProcess | null = null;

  constructor(options: { chromium: string | null; profile: string; log: Log }) {
    this.#options = options;
  }

  /** What is known of the displays: nothing. The viewer's page knows them (Window Management) and remembers its places. */
  displays(): readonly Display[] {
    return [];
  }

  /** Opens the desk; `onClosed` is called when the last window of the browser is gone. */
  async openDesk(url: string, onClosed: () => void): Promise<Outcome<Record<string, never>>> {
    const { chromium } = this.#options;
    if (!chromium)
      return fail('unexpected', { reason: 'no Chromium was found: open the printed address in a browser' });
    if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
      return fail('unexpected', { reason: 'there is no display: open the printed address in a browser' });
    }
    await endLeftoverBrowser(this.#options.profile);
    this.#browser = this.#launch(chromium, url, null);
    this.#browser.on('exit', onClosed);
    return succeed({});
  }

  /** The viewer as another window of the same browser; without a browser of ours the desk's page opens the address. */
  openViewer(url: string, bounds: Bounds | null): { kind: 'opened-by-shell' } | { kind: 'open-url'; url: string } {
    const { chromium } = this.#options;
    if (!chromium || !this.#browser) return { kind: 'open-url', url };
    this.#launch(chromium, url, bounds);
    return { kind: 'opened-by-shell' };
  }

  async close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = null;
    if (!browser || browser.exitCode !== null) return;
    await new Promise<void>(resolve => {
      browser.once('exit', () => resolve());
      browser.kill('SIGTERM');
    });
  }

  #launch(chromium: string, url: string, bounds: Bounds | null): ChildProcess {
    const place = bounds
      ? [`--window-position=${bounds.x},${bounds.y}`, `--window-size=${bounds.width},${bounds.height}`]
      : ['--start-maximized'];
    const flags = [
      `--app=${url}`,
      `--user-data-dir=${this.#options.profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-popup-blocking',
      '--disk-cache-size=1',
      // Stations without a graphics card, or with one that Chromium mistrusts, draw slowly rather than not at all.
      '--ignore-gpu-blocklist',
      '--enable-unsafe-swiftshader',
      // Root cannot have Chromium's sandbox; without the second flag a white bar says so over the worklist.
      ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
      ...place,
    ];
    return spawn(chromium, flags, { stdio: 'ignore' });
  }
}
