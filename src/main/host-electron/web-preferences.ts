import type { WebPreferences } from 'electron';

/** The same for every window: sandbox, isolation, no Node, and everything else at Electron's safe defaults. */
export function safeWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    // Set once and for ever: a hidden owner window must not starve the windows it drew for other displays.
    backgroundThrottling: false,
  };
}
