import { defineConfig } from '@playwright/test';

/**
 * DEWBERRY_URL: a running Dewberry; without it an in-memory server serves the built app.
 * DEWBERRY_RESTART_GATEWAY: the command that restarts its gateway.
 * DEWBERRY_CHROMIUM: the browser; Debian's package by default, since nothing is downloaded.
 */
export default defineConfig({
  testDir: './tests',
  outputDir: '../target/playwright',
  // Generous, for machines that do other work meanwhile.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // One server, one gateway to restart: one after the other.
  workers: 1,
  fullyParallel: false,
  reporter: [['list']],
  use: {
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: { width: 1180, height: 780 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['DEWBERRY_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
