import { expect, it } from 'vitest';
import { storedPreferences } from './stored-preferences.ts';

it('keeps settings, and takes what was broken by hand as not set', () => {
  const kept = new Map<string, unknown>([
    ['language', 'de'],
    ['cacheBudgetBytes', -1],
    ['viewerWindows', [{ x: 0, y: 0, width: -5, height: 10 }]],
  ]);
  const preferences = storedPreferences({ get: name => kept.get(name), set: (name, value) => kept.set(name, value) });
  expect([preferences.language, preferences.viewerWindows, preferences.cacheBudgetBytes]).toEqual([null, null, null]);
  preferences.setCacheBudgetBytes(5e9);
  expect(preferences.cacheBudgetBytes).toBe(5e9);
  preferences.setCacheBudgetBytes(null);
  expect(preferences.cacheBudgetBytes).toBeNull();
  preferences.setLanguage('en');
  preferences.setViewerWindows([{ x: 0, y: 0, width: 800, height: 600 }]);
  expect(preferences.language).toBe('en');
  expect(preferences.viewerWindows).toEqual([{ x: 0, y: 0, width: 800, height: 600 }]);
});
