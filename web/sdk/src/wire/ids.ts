/** A 64-bit number as a decimal string: too large for a JavaScript number. */
export type UserId = string;

/** `d:<a>:<b>` for two people, `g:<id>` for a group or channel. */
export type ConversationId = string;

export type ConversationKind = 'direct' | 'group' | 'channel';

/** The conversation of two users; with oneself it is the note-to-self. The numerically smaller id comes first. */
export function directConversation(one: UserId, other: UserId): ConversationId {
  return BigInt(one) <= BigInt(other) ? `d:${one}:${other}` : `d:${other}:${one}`;
}

export function isDirect(conversation: ConversationId): boolean {
  return conversation.startsWith('d:');
}

/** The other side of a direct conversation (oneself in the note-to-self), or `null` for a group. */
export function partnerOf(conversation: ConversationId, me: UserId): UserId | null {
  const [kind, a, b] = conversation.split(':');
  if (kind !== 'd' || a === undefined || b === undefined) {
    return null;
  }
  return a === me ? b : a;
}
