import { expect, test } from '../dewberry.ts';

test('one pane at a time on a phone, and back again', async ({ person }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const ann = await person('Ann', phone);
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await expect(ann.page.getByRole('navigation')).toBeHidden();
  await ann.send('From my phone');
  await ann.page.getByRole('button', { name: 'Back to the conversations' }).click();
  await expect(ann.conversation(ben.name)).toContainText('From my phone');
  await expect(ann.composer).toBeHidden();
  await ann.conversation(ben.name).click();
  await ann.page.goBack();
  await expect(ann.conversation(ben.name)).toBeVisible();
  const tooWide = await ann.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(tooWide).toBe(false);
});

test('speaks Chinese to a Chinese browser, and English when asked', async ({ browser, dewberry }) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(dewberry.url);
  await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByRole('radio', { name: 'English' }).check();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await context.close();
});

test('is dark where the system is, and light where one wants it', async ({ person }) => {
  const ann = await person('Ann', { colorScheme: 'dark' });
  const ground = (): Promise<string> => ann.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await ground()).toBe('rgb(19, 17, 31)');
  await ann.page.getByRole('button', { name: 'Settings' }).click();
  await ann.page.getByRole('radio', { name: 'Light' }).check();
  expect(await ground()).toBe('rgb(244, 242, 250)');
  await ann.page.reload();
  await expect(ann.page.getByRole('button', { name: 'New conversation' }).first()).toBeVisible();
  expect(await ground()).toBe('rgb(244, 242, 250)');
});
