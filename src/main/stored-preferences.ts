import { z } from 'zod';
import { boundsSchema, languageSchema } from '../contract/index.ts';
import type { Preferences } from './ports.ts';

const viewerWindowsSchema = z.array(boundsSchema).min(1).max(4);
const cacheBudgetSchema = z.number().int().positive();

type SettingName = 'language' | 'viewerWindows' | 'cacheBudgetBytes';

/** Where a shell keeps small settings by name. */
export interface SettingsStore {
  get(name: SettingName): unknown;
  set(name: SettingName, value: unknown): void;
}

/** The user's settings in a store of the shell; what was broken by hand counts as not set. */
export function storedPreferences(store: SettingsStore): Preferences {
  return {
    get language() {
      return languageSchema.safeParse(store.get('language')).data ?? null;
    },
    setLanguage: language => store.set('language', language),
    get viewerWindows() {
      return viewerWindowsSchema.safeParse(store.get('viewerWindows')).data ?? null;
    },
    setViewerWindows: windows => store.set('viewerWindows', windows),
    get cacheBudgetBytes() {
      return cacheBudgetSchema.safeParse(store.get('cacheBudgetBytes')).data ?? null;
    },
    setCacheBudgetBytes: bytes => store.set('cacheBudgetBytes', bytes),
  };
}
