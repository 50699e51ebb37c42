import type { RestClient, Tokens } from './rest/restClient.ts';
import type { ConversationId, UserId } from './wire/ids.ts';

/** What somebody may do in a group. Later servers may know others, which are shown as members. */
export type Role = 'owner' | 'admin' | 'member';

export interface Member {
  readonly user: UserId;
  readonly role: Role;
}

export interface MemberPage {
  readonly conversation: ConversationId;
  /** Of the whole conversation, not of this page. */
  readonly memberCount: number;
  readonly items: readonly Member[];
  /** What the next page begins after; `null` where there is none. */
  readonly next: UserId | null;
}

/** Making groups, and who is in them. What comes of a change arrives as events. */
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

  /** A page of members in the order of their ids; groups of more than 100 tell them in no other way. */
  members(conversation: ConversationId, after: UserId | null, limit: number): Promise<MemberPage> {
    const from = after === null ? '' : `&after=${after}`;
    const path = `/conversations/${conversation}/members?limit=${limit}${from}`;
    return this.#rest.callAs<MemberPage>(this.#tokens, 'GET', path);
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
