import type { RestClient, Tokens } from './rest/restClient.ts';
import type { ConversationId, UserId } from './wire/ids.ts';

/** Making groups and changing who is in them. What comes of it arrives as events. */
export class Groups {
  readonly #rest: RestClient;
  readonly #tokens: Tokens;

  constructor(rest: RestClient, tokens: Tokens) {
    this.#rest = rest;
    this.#tokens = tokens;
  }

  /** The same `clientId` makes one group, however often this is tried. */
  async create(name: string, members: readonly UserId[], clientId: string): Promise<ConversationId> {
    const body = { name, members, clientId };
    const answer = await this.#rest.callAs<{ conversation: ConversationId }>(this.#tokens, 'POST', '/groups', body);
    return answer.conversation;
  }

  async add(group: ConversationId, user: UserId): Promise<void> {
    await this.#rest.callAs(this.#tokens, 'PUT', memberPath(group, user));
  }

  /** Removes somebody, or oneself: that is leaving. */
  async remove(group: ConversationId, user: UserId): Promise<void> {
    await this.#rest.callAs(this.#tokens, 'DELETE', memberPath(group, user));
  }
}

function memberPath(group: ConversationId, user: UserId): string {
  return `/groups/${group}/members/${user}`;
}
