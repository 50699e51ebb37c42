import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../dewberry.ts';

/** No rule of WCAG 2.2 A and AA that a machine can check is broken. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`can be used by everybody, ${colorScheme}`, async ({ browser, dewberry, person }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(dewberry.url);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expectAccessible(page);
    await context.close();

    const ann = await person('Ann', { colorScheme });
    const ben = await person('Ben');
    await expectAccessible(ann.page);
    await ann.openChatWith(ben);
    await ann.send('Hello, see https://example.org');
    await ben.conversation(ann.name).click();
    await ben.send('Hello');
    await ann.expectState('Hello, see', 'read');
    await ben.composer.pressSequentially('and');
    await expect(ann.page.getByText(`${ben.name} is typing…`)).toBeVisible();
    await expectAccessible(ann.page);
    await ann.page.getByRole('button', { name: 'Settings' }).click();
    await expectAccessible(ann.page);
    await ann.page.getByRole('button', { name: 'Close' }).click();
    await ann.page.getByRole('button', { name: 'New conversation' }).first().click();
    await expectAccessible(ann.page);
    await ann.page.getByRole('button', { name: 'New group' }).click();
    await ann.page.getByLabel('Name of the group').fill('Garden');
    await ann.page.getByRole('textbox', { name: 'Name or user name' }).fill(ben.username);
    await ann.page.getByRole('button', { name: `Add ${ben.name}` }).click();
    await expectAccessible(ann.page);
    await ann.page.getByRole('button', { name: 'Create group' }).click();
    await ann.page.getByRole('button', { name: 'Group info' }).click();
    await expect(ann.page.getByText('Owner')).toBeVisible();
    await expectAccessible(ann.page);
  });
}
