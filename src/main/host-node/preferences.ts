import Conf from 'conf';
import type { Preferences } from '../ports.ts';
import { storedPreferences } from '../stored-preferences.ts';

/** The user's settings in `preferences.json` of the profile. */
export function openPreferences(home: string): Preferences {
  return storedPreferences(
    new Conf<Record<string, unknown>>({ cwd: home, configName: 'preferences', clearInvalidConfig: true }),
  );
}
