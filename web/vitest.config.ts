import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'sdk', include: ['sdk/test/**/*.test.ts'], environment: 'node', testTimeout: 30_000 } },
      { test: { name: 'app', include: ['app/test/**/*.test.{ts,tsx}'], environment: 'happy-dom' } },
    ],
  },
});
