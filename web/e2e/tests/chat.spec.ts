import { expect, test } from '../dewberry.ts';
import { scrollUp, type Drawn } from '../scrolling.ts';

test('two people chat, and a restart of the gateway loses and doubles nothing', async ({ person, dewberry }) => {
  test.setTimeout(180_000);
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.send('Hello Ben');
  await expect(ben.conversation(ann.name)).toContainText('Hello Ben');
  await ben.conversation(ann.name).click();
  await ben.send('Hello Ann');
  await ann.expectTexts(['Hello Ben', 'Hello Ann']);
  await ann.expectState('Hello Ben', 'read');

  const restarted = dewberry.restartGateway();
  await expect(ann.page.getByText('Connection lost')).toBeVisible();
  await ann.send('Written while the gateway was away');
  await ann.expectState('Written while', 'waiting');
  await restarted;
  await expect(ann.page.getByText('Connection lost')).toBeHidden({ timeout: 60_000 });
  const all = ['Hello Ben', 'Hello Ann', 'Written while the gateway was away'];
  await ben.expectTexts(all);
  await ann.expectTexts(all);
  await ben.send('And after it');
  await ann.expectTexts([...all, 'And after it']);
  await ann.expectState('Written while', 'read');
});

test('a message goes from sent to delivered to read, and counts as unread until it was seen', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.send('Did you see this?');
  await ann.expectState('Did you see this?', 'delivered');
  await ben.expectUnread(ann.name, 1);
  await expect(ben.page).toHaveTitle('(1) Dewberry');
  await ben.conversation(ann.name).click();
  await ann.expectState('Did you see this?', 'read');
  await expect(ben.conversation(ann.name).locator('.badge')).toBeHidden();
  await expect(ben.page).toHaveTitle('Dewberry');
});

test('nothing counts as read while the window has no focus', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ben.openChatWith(ann);
  const setFocus = (focused: boolean): Promise<void> =>
    ben.page.evaluate((has) => {
      document.hasFocus = () => has;
      dispatchEvent(new Event(has ? 'focus' : 'blur'));
    }, focused);
  await setFocus(false);
  await ann.send('Are you there?');
  await expect(ben.message('Are you there?')).toBeVisible();
  await ann.expectState('Are you there?', 'delivered');
  await ben.expectUnread(ann.name, 1);
  await setFocus(true);
  await ann.expectState('Are you there?', 'read');
  await expect(ben.conversation(ann.name).locator('.badge')).toBeHidden();
});

test('two tabs of one account stay in step', async ({ person, dewberry }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.send('From the first tab');
  const second = await ann.page.context().newPage();
  await second.goto(dewberry.url);
  await second.locator('[data-conversation]').filter({ hasText: ben.name }).click();
  await expect(second.locator('.message .text')).toHaveText(['From the first tab']);
  await second.getByRole('textbox', { name: 'Message' }).fill('From the second tab');
  await second.keyboard.press('Enter');
  await ann.expectTexts(['From the first tab', 'From the second tab']);
  await expect(second.locator('.message .text')).toHaveText(['From the first tab', 'From the second tab']);
  await second.getByRole('button', { name: 'Settings' }).click();
  await second.getByRole('button', { name: 'Sign out' }).click();
  await expect(ann.page.getByText('You were signed out.')).toBeVisible();
});

test('stays signed in over a reload, and shows what was there', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.send('Still here?');
  await ann.expectState('Still here?', 'delivered');
  await ann.page.reload();
  await ann.expectTexts(['Still here?']);
  await expect(ann.page.getByRole('heading', { name: ben.name })).toBeVisible();
});

test('Enter of an input method never sends, Shift+Enter breaks the line, Enter sends', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.composer.click();
  const devtools = await ann.page.context().newCDPSession(ann.page);
  await devtools.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
  await expect(ann.composer).toHaveValue('nihao');
  await devtools.send('Input.insertText', { text: '你好' });
  await expect(ann.composer).toHaveValue('你好');
  // Some browsers end the composition before they tell of its Enter, which then has the key code 229.
  await ann.composer.evaluate((field) => {
    const init = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent('keydown', init));
  });
  await expect(ann.messages).toHaveCount(0);
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('second line');
  await expect(ann.messages).toHaveCount(0);
  await ann.composer.press('Enter');
  await ann.expectTexts(['你好\nsecond line']);
});

test('shows what is typed as text, whatever it looks like', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  const html = '<img src=x onerror="document.title=1"><b>bold</b> javascript:alert(1)';
  await ann.send(html);
  await ann.send('see https://example.org/a?b=1, please');
  await ann.expectTexts([html, 'see https://example.org/a?b=1, please']);
  const link = ann.page.getByRole('link', { name: 'https://example.org/a?b=1' });
  await expect(link).toHaveAttribute('href', 'https://example.org/a?b=1');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(ann.page.getByRole('link')).toHaveCount(1);
});

test('tells who is typing and who is online', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  await ann.send('Hi');
  await expect(ann.page.getByRole('main').getByText('Online')).toBeVisible();
  await ben.conversation(ann.name).click();
  await ben.composer.pressSequentially('I am writ');
  await expect(ann.page.getByText(`${ben.name} is typing…`)).toBeVisible();
  await ben.page.context().close();
  await expect(ann.page.getByRole('main').getByText(/Last seen|Offline/)).toBeVisible();
});

test('pages back through a long conversation without moving what is read', async ({ person }) => {
  const ann = await person('Ann');
  const ben = await person('Ben');
  await ann.openChatWith(ben);
  const count = 90;
  for (let i = 1; i <= count; i++) {
    await ann.send(`message number ${i}.`);
  }
  await ann.expectState(`number ${count}.`, 'delivered');
  await ben.expectUnread(ann.name, count);

  // It opens at what is unread, and only what has been in sight is read.
  await ben.conversation(ann.name).click();
  const log = ben.page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('New messages')).toBeInViewport();
  await expect(ben.message('number 1.')).toBeInViewport();
  const { inSight } = await scrollUp(log, 0);
  // Of a line at the edge too little may show for reading it.
  const jump = ben.page.getByRole('button', {
    name: new RegExp(`^(${count - inSight.length}|${count - inSight.length + 1}) new messages below$`),
  });
  expect(inSight.length).toBeLessThan(count / 2);
  await expect(jump).toBeVisible();
  await ann.expectState(`number ${count}.`, 'delivered');
  await jump.click();
  await expect(ben.message(`number ${count}.`)).toBeInViewport();
  await expect(ben.conversation(ann.name).locator('.badge')).toBeHidden();
  await ann.expectState(`number ${count}.`, 'read');

  // From here on all but the newest must be fetched again.
  await ben.page.reload();
  await expect(ben.message(`number ${count}.`)).toBeInViewport();
  const beginning = log.getByText('This is where it begins.');
  const found = new Map<number, string>();
  const note = (drawn: readonly Drawn[]): void => {
    const first = drawn[0]!.seq;
    // Nothing left out between two lines, and nothing twice.
    expect(drawn.map(({ seq }) => seq)).toEqual(drawn.map((_, i) => first + i));
    drawn.forEach(({ seq, text }) => {
      expect(found.get(seq) ?? text).toBe(text);
      found.set(seq, text);
    });
  };
  note((await scrollUp(log, 0)).drawn);
  await expect(beginning).toHaveCount(0);
  for (let steps = 0; !(await beginning.isVisible()) || (await log.evaluate(({ scrollTop }) => scrollTop)) > 0; steps++) {
    expect(steps).toBeLessThan(100);
    const { error, drawn } = await scrollUp(log, 200);
    expect(error).toBeLessThanOrEqual(1);
    note(drawn);
  }
  const texts = [...found].sort(([one], [other]) => one - other).map(([, text]) => text);
  expect(texts).toEqual(Array.from({ length: count }, (_, i) => `message number ${i + 1}.`));

  await expect(ben.message('number 1.')).toBeInViewport();
  const place = await ben.message('number 1.').boundingBox();
  await ann.send('one more');
  await ben.expectUnread(ann.name, 1);
  expect(await ben.message('number 1.').boundingBox()).toEqual(place);
  await ben.page.getByRole('button', { name: '1 new message below' }).click();
  await expect(ben.message('one more')).toBeInViewport();
  await expect(ben.conversation(ann.name).locator('.badge')).toBeHidden();
  await ann.expectState('one more', 'read');
});
