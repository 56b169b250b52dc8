import Store from 'electron-store';
import type { Preferences } from '../ports.ts';
import { storedPreferences } from '../stored-preferences.ts';

/** The user's settings through electron-store, in `preferences.json` of the profile. */
export function electronPreferences(home: string): Preferences {
  return storedPreferences(
    new Store<Record<string, unknown>>({ cwd: home, name: 'preferences', clearInvalidConfig: true }),
  );
}
