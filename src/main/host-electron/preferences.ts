import Store from 'electron-store';
import { z } from 'zod';
import { type Bounds, boundsSchema, type Language, languageSchema } from '../../contract/index.ts';
import type { Preferences } from '../ports.ts';

const viewerWindowsSchema = z.array(boundsSchema).min(1).max(4);

/** The user's settings through electron-store; what was broken by hand counts as not set. */
export function electronPreferences(home: string): Preferences {
  const store = new Store<{ language?: Language; viewerWindows?: readonly Bounds[] }>({
    cwd: home,
    name: 'preferences',
    clearInvalidConfig: true,
  });
  return {
    get language() {
      return languageSchema.safeParse(store.get('language')).data ?? null;
    },
    setLanguage: language => store.set('language', language),
    get viewerWindows() {
      return viewerWindowsSchema.safeParse(store.get('viewerWindows')).data ?? null;
    },
    setViewerWindows: windows => store.set('viewerWindows', windows),
  };
}
