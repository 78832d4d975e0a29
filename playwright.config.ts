import { defineConfig, type ReporterDescription } from '@playwright/test';

/** Where `npm test` reads how many tests passed. */
const results = process.env['E2E_RESULTS'];
const counted: ReporterDescription[] = results ? [['json', { outputFile: results }]] : [];

export default defineConfig({
  testDir: 'tests/e2e',
  // Calls are heavy: two at once would measure each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env['CI'],
  reporter: [['list'], ...counted],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    viewport: { width: 1024, height: 640 },
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
});
