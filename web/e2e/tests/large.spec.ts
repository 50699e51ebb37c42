import { Crowd } from '../crowd.ts';
import { expect, test } from '../dewberry.ts';
import { scrollUp } from '../scrolling.ts';

test('a group of more than a hundred shows everybody, and who owns it', async ({ person, dewberry }) => {
  const crowd = await Crowd.of(dewberry.url);
  const people = await crowd.people('Guest', 140);
  const owner = people[70]!;
  const ann = await person('Ann');
  const members = [...people.map(({ id }) => id), await crowd.idOf(ann.username)];
  await crowd.group(owner, 'Village', members);
  await ann.conversation('Village').click();
  await expect(ann.page.getByText('141 members')).toBeVisible();
  await ann.page.getByRole('button', { name: 'Group info' }).click();
  const dialog = ann.page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: '141 members' })).toBeVisible();
  const list = dialog.getByRole('group', { name: 'Members' });
  const first = list.getByRole('listitem').first();
  await expect(first).toContainText(owner.name);
  await expect(first).toContainText('Owner');
  await expect(first).toHaveAttribute('aria-setsize', '141');
  expect(await list.getByRole('listitem').count()).toBeLessThan(60);

  // By the keyboard alone, to the end. A row may have been passed over before it was drawn: then once more from the top.
  await list.focus();
  const seen = new Set<string>();
  let before = -1;
  await expect(async () => {
    for (const name of await list.locator('.row-title bdi').allTextContents()) {
      seen.add(name);
    }
    const top = await list.evaluate(({ scrollTop }) => scrollTop);
    await list.press(top > 0 && top === before ? 'Home' : 'PageDown');
    before = top;
    expect([...people.map(({ name }) => name), ann.name].filter((name) => !seen.has(name))).toEqual([]);
  }).toPass({ timeout: 60_000, intervals: [150] });
  await list.press('End');
  await expect(list.getByText('Owner')).toHaveCount(0);
  await list.press('Home');
  await expect(list.getByText('Owner')).toHaveCount(1);
  // A plain member neither adds nor removes.
  await expect(dialog.getByRole('button', { name: /Remove|Add people/ })).toHaveCount(0);
});

test('five hundred messages scroll back to the first, and nothing jumps', async ({ person, dewberry }) => {
  test.setTimeout(240_000);
  const crowd = await Crowd.of(dewberry.url);
  const speakers = await crowd.people('Speaker', 10);
  const ann = await person('Ann');
  const group = await crowd.group(speakers[0]!, 'Minutes', [
    ...speakers.map(({ id }) => id),
    await crowd.idOf(ann.username),
  ]);
  const count = 500;
  for (let i = 1; i <= count; i++) {
    // Of very different heights, which nobody can guess in advance.
    const more = i % 7 === 0 ? ' and a good deal more to say about it'.repeat(i % 23) : '';
    await crowd.say(speakers[i % speakers.length]!, group, `number ${i}.${more}`);
  }
  await ann.conversation('Minutes').click();
  const log = ann.page.getByRole('log', { name: 'Messages' });
  await expect(log.locator('.unread-line')).toHaveCount(1);
  await ann.page.getByRole('button', { name: /below|newest/ }).click();
  await expect(ann.message(`number ${count}.`)).toBeInViewport();

  let steps = 0;
  let worst = 0;
  while (!(await ann.page.getByText('This is where it begins.').isVisible()) || (await log.evaluate((element) => element.scrollTop)) > 0) {
    const moved = await scrollUp(log, 300);
    worst = Math.max(worst, moved.error);
    expect(await ann.messages.count()).toBeLessThan(120);
    expect(++steps).toBeLessThan(600);
  }
  // A line that stayed in sight moved by what was scrolled, and no more.
  expect(worst).toBeLessThanOrEqual(4);
  await expect(ann.message('number 1.')).toBeInViewport();

  await crowd.say(speakers[0]!, group, 'one more');
  await expect(ann.page.getByRole('button', { name: '1 new message below' })).toBeVisible();
  await expect(ann.message('number 1.')).toBeInViewport();
  await ann.page.getByRole('button', { name: '1 new message below' }).click();
  await expect(ann.message('one more')).toBeInViewport();
  await expect(ann.conversation('Minutes').locator('.badge')).toBeHidden();
  await crowd.say(speakers[0]!, group, 'and at the end one follows');
  await expect(ann.message('and at the end one follows')).toBeInViewport();
});

test('opens at the first unread message, far above what is loaded, and reads on to the newest', async ({ person, dewberry }) => {
  test.setTimeout(240_000);
  const crowd = await Crowd.of(dewberry.url);
  const [speaker] = await crowd.people('Speaker', 1);
  const ann = await person('Ann');
  const id = await crowd.idOf(ann.username);
  await ann.page.goto('about:blank');
  // The event that makes the group, and then these.
  const group = await crowd.group(speaker!, 'While away', [id]);
  const other = await crowd.group(speaker!, 'Also while away', [id]);
  const count = 130;
  const words = (i: number): string => `number ${i}.${i % 7 === 0 ? ' and more to say about it'.repeat(i % 23) : ''}`;
  for (let i = 1; i <= count; i++) {
    await crowd.say(speaker!, group, words(i));
    await crowd.say(speaker!, other, words(i));
  }
  await ann.page.goto(dewberry.url);
  await ann.expectUnread('Also while away', count);
  await ann.conversation('While away').filter({ hasNotText: 'Also' }).click();
  const log = ann.page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('New messages')).toBeInViewport();
  await expect(ann.message('number 1.')).toBeInViewport();

  // What comes in meanwhile neither moves what is read, nor stands among it.
  await crowd.say(speaker!, group, words(count + 1));
  const seen = new Set<number>();
  const button = ann.page.getByRole('button', { name: /new messages? below$/ });
  const unread = async (): Promise<number> => Number(/^\d+/.exec((await button.textContent()) ?? '')?.[0]);
  await expect.poll(unread).toBeGreaterThan(count / 2);
  let worst = 0;
  for (let steps = 0; !seen.has(count + 2); steps++) {
    expect(steps).toBeLessThan(150);
    const { error, drawn, inSight } = await scrollUp(log, steps === 0 ? 0 : -300);
    worst = Math.max(worst, error);
    const first = drawn[0]!.seq;
    expect(drawn.map(({ seq }) => seq)).toEqual(drawn.map((_, i) => first + i));
    inSight.forEach((seq) => seen.add(seq));
    // Only what was in sight is read; of a line at the edge too little may show.
    if (await button.isVisible()) {
      await expect.poll(async () => Math.abs((await unread()) - (count + 2 - Math.max(...seen)))).toBeLessThanOrEqual(1);
    }
  }
  expect(worst).toBeLessThanOrEqual(4);
  expect([...seen].sort((one, next) => one - next)).toEqual(Array.from({ length: count + 2 }, (_, i) => i + 1));
  await expect(ann.conversation('While away').filter({ hasNotText: 'Also' }).locator('.badge')).toBeHidden();
  await crowd.say(speaker!, group, 'and at the end one follows');
  await expect(ann.message('and at the end one follows')).toBeInViewport();

  // Or at once to the newest.
  await ann.conversation('Also while away').click();
  await expect(ann.message('number 1.')).toBeInViewport();
  await button.click();
  await expect(ann.message(`number ${count}.`)).toBeInViewport();
  await expect(log.getByText('New messages')).toHaveCount(0);
  await expect(ann.conversation('Also while away').locator('.badge')).toBeHidden();
  const { drawn } = await scrollUp(log, 300);
  expect(drawn.map(({ seq }) => seq)).toEqual(drawn.map((_, i) => drawn[0]!.seq + i));
});

test('hundreds of conversations are a list that the keyboard walks through', async ({ person, dewberry }) => {
  const crowd = await Crowd.of(dewberry.url);
  const [host] = await crowd.people('Host', 1);
  const ann = await person('Ann');
  const id = await crowd.idOf(ann.username);
  const count = 90;
  for (let i = 1; i <= count; i++) {
    await crowd.group(host!, `Room ${String(i).padStart(3, '0')}`, [id]);
  }
  await expect(ann.conversation(`Room 0${count}`)).toBeVisible();
  expect(await ann.page.locator('[data-conversation]').count()).toBeLessThan(40);
  await ann.page.locator('[data-conversation]').first().focus();
  await ann.page.keyboard.press('ArrowDown');
  await expect(ann.conversation(`Room 0${count - 1}`)).toBeFocused();
  await ann.page.keyboard.press('End');
  await expect(ann.conversation('Room 001')).toBeFocused();
  await expect(ann.conversation('Room 001')).toBeInViewport();
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('heading', { name: 'Room 001' })).toBeVisible();
  await ann.conversation('Room 001').focus();
  await ann.page.keyboard.press('Home');
  await expect(ann.conversation(`Room 0${count}`)).toBeFocused();
});
