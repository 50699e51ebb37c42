import { expect, test } from '../dewberry.ts';

test('a group is made, grows, talks and shrinks', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  const cem = await person('Cem');
  await ann.page.getByRole('button', { name: 'New conversation' }).first().click();
  await ann.page.getByRole('button', { name: 'New group' }).click();
  await ann.page.getByLabel('Name of the group').fill('Garden');
  await ann.page.getByRole('textbox', { name: 'Name or user name' }).fill(ben.username);
  await ann.page.getByRole('button', { name: `Add ${ben.name}` }).click();
  await ann.page.getByRole('button', { name: 'Create group' }).click();
  await ann.send('Welcome to the garden');
  await expect(ben.conversation('Garden')).toContainText(`${ann.name}: Welcome to the garden`);
  await ben.conversation('Garden').click();
  await expect(ben.page.getByText('2 members')).toBeVisible();
  await ann.expectState('Welcome', 'read');

  await ann.page.getByRole('button', { name: 'Group info' }).click();
  await ann.page.getByRole('button', { name: 'Add people' }).click();
  await ann.page.getByRole('textbox', { name: 'Name or user name' }).fill(cem.username);
  await ann.page.getByRole('button', { name: `Add ${cem.name}` }).click();
  await ann.page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(ann.page.getByRole('heading', { name: '3 members' })).toBeVisible();
  await cem.conversation('Garden').click();
  await expect(cem.message('Welcome to the garden')).toBeVisible();

  ann.page.on('dialog', (dialog) => void dialog.accept());
  await ann.page.getByRole('button', { name: `Remove ${ben.name}` }).click();
  await expect(ben.page.getByText('You are no longer in this group.')).toBeVisible();
  await expect(ben.composer).toBeHidden();

  cem.page.on('dialog', (dialog) => void dialog.accept());
  await cem.page.getByRole('button', { name: 'Group info' }).click();
  await cem.page.getByRole('button', { name: 'Leave group' }).click();
  await expect(cem.conversation('Garden')).toBeHidden();
  await expect(ann.page.getByRole('heading', { name: '1 member' })).toBeVisible();
});

test('a note to oneself', async ({ person }) => {
  const ann = await person('Ann');
  await ann.page.getByRole('button', { name: 'New conversation' }).first().click();
  await ann.page.getByRole('button', { name: 'Note to self' }).click();
  await ann.send('Buy milk');
  await ann.expectState('Buy milk', 'sent');
  await expect(ann.conversation('Note to self')).toContainText('Buy milk');
});
