import { expect, test } from '../dewberry.ts';

test('says clearly what is wrong with a sign-in', async ({ page, dewberry, person }) => {
  const ann = await person('Ann');
  await page.goto(dewberry.url);
  await page.getByLabel('User name').fill(ann.username);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('User name or password is wrong.');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('User name').fill(ann.username);
  await page.getByLabel('Password', { exact: true }).fill('some long password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toHaveText('This user name is taken.');
});

test('everything can be reached by the keyboard', async ({ page, dewberry }) => {
  await page.goto(dewberry.url);
  await expect(page.getByLabel('User name')).toBeFocused();
  await page.keyboard.type('nobody');
  await page.keyboard.press('Tab');
  await page.keyboard.type('no password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
});
