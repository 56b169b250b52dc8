import { BrowserWindow, type WebContents } from 'electron';
import type { Bounds } from '../../contract/index.ts';
import type { Page } from '../app.ts';
import { mayOpenWindow, originOf } from './decisions.ts';
import { safeWebPreferences } from './web-preferences.ts';

const background = '#0b0b0c';

/** Opens the window of a page. Navigation, web views and foreign windows are refused. */
export function openPageWindow(role: Page['role'], preload: string, bounds: Bounds | null): BrowserWindow {
  const window = new BrowserWindow({
    ...(bounds ?? { width: 1600, height: 1000 }),
    title: 'Vigie',
    show: false,
    backgroundColor: background,
    autoHideMenuBar: true,
    webPreferences: safeWebPreferences(preload),
  });
  lockDown(window.webContents, preload);
  // Bounds given at creation are wrong on displays of another scale; given again on the window they hold.
  if (bounds) window.setBounds(bounds);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${originOf(role)}/${role}/`);
  return window;
}

function lockDown(contents: WebContents, preload: string): void {
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
    contents.on(event as 'will-navigate', navigation => navigation.preventDefault());
  }
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(({ url, frameName }) => {
    if (!mayOpenWindow(contents.getURL(), url, frameName)) return { action: 'deny' };
    const { preload: _, ...webPreferences } = safeWebPreferences(preload);
    const options = { backgroundColor: background, autoHideMenuBar: true, webPreferences };
    return { action: 'allow', overrideBrowserWindowOptions: options };
  });
}
