import { exec } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test as base, type Browser, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { InMemoryServer } from '@dewberry/sdk/test-server';
import { Person } from './person.ts';

const APP = fileURLToPath(new URL('../target/classes/static', import.meta.url));

/** The system under test: a real one, or the in-memory server with the built app. */
export interface Dewberry {
  readonly url: string;
  restartGateway(): Promise<void>;
}

interface Fixtures {
  /** Somebody new, signed in, in a browser of their own. */
  person(name: string, options?: BrowserContextOptions): Promise<Person>;
}

export const test = base.extend<Fixtures, { dewberry: Dewberry }>({
  dewberry: [
    async ({}, use) => {
      const url = process.env['DEWBERRY_URL'];
      const restart = process.env['DEWBERRY_RESTART_GATEWAY'];
      if (url !== undefined) {
        await use({ url, restartGateway: () => run(restart) });
        return;
      }
      const server = new InMemoryServer(APP);
      await server.start();
      await use({ url: server.url, restartGateway: () => server.restart(2500) });
      await server.stop();
    },
    { scope: 'worker' },
  ],
  person: async ({ browser, dewberry, contextOptions }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, options) => {
      const context = await newContext(browser, { ...contextOptions, ...options });
      contexts.push(context);
      return Person.register(await context.newPage(), dewberry.url, name);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from '@playwright/test';

/** An error that no page has handled fails the test. */
async function newContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.on('weberror', (event) => {
    throw event.error();
  });
  return context;
}

async function run(command: string | undefined): Promise<void> {
  if (command === undefined) {
    throw new Error('DEWBERRY_RESTART_GATEWAY must say how to restart the gateway of DEWBERRY_URL');
  }
  await promisify(exec)(command);
}
