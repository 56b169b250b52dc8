import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e/specs',
  timeout: 240_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: true,
  // Traces and videos would keep what is on screen: only synthetic patients are, and only failures leave pictures.
  outputDir: 'test-results',
  use: { trace: 'off', video: 'off', screenshot: 'off' },
});
