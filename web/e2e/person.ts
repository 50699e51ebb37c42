import { expect, type Locator, type Page } from '@playwright/test';

const PASSWORD = 'correct horse battery staple';

/** What somebody does and sees in the English app. */
export class Person {
  readonly page: Page;
  readonly name: string;
  readonly username: string;

  private constructor(page: Page, name: string, username: string) {
    this.page = page;
    this.name = name;
    this.username = username;
  }

  static async register(page: Page, url: string, name: string): Promise<Person> {
    // Runs share a server: names must differ from run to run.
    const suffix = Math.random().toString(36).slice(2, 8);
    const person = new Person(page, `${name} ${suffix}`, `${name.toLowerCase()}.${suffix}`);
    await page.goto(url);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByLabel('User name').fill(person.username);
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('button', { name: 'New conversation' }).first()).toBeVisible();
    return person;
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  get messages(): Locator {
    return this.page.getByRole('log', { name: 'Messages' }).locator('.message');
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text });
  }

  /** The line of somebody, or of a group, in the list of conversations. */
  conversation(name: string): Locator {
    return this.page.locator('[data-conversation]').filter({ hasText: name });
  }

  /** The number that eyes see beside a conversation, and the same in words for ears. */
  async expectUnread(name: string, count: number): Promise<void> {
    const words = count === 1 ? 'unread message' : 'unread messages';
    await expect(this.conversation(name).locator('.badge > [aria-hidden]')).toHaveText(String(count));
    await expect(this.conversation(name)).toHaveAccessibleName(new RegExp(`(^| )${count} ${words}$`));
  }

  async openChatWith(other: Person): Promise<void> {
    const search = this.page.getByRole('textbox', { name: 'Search people and chats' });
    await search.fill(other.username);
    await this.page.getByRole('navigation').getByRole('button', { name: other.name }).click();
    await expect(this.page.getByRole('heading', { name: other.name })).toBeVisible();
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  async expectState(text: string, state: string): Promise<void> {
    await expect(this.message(text).locator('[data-state]')).toHaveAttribute('data-state', state);
  }

  async expectTexts(texts: readonly string[]): Promise<void> {
    await expect(this.messages.locator('.text')).toHaveText([...texts]);
  }
}
