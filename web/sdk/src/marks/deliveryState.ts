import type { Conversation } from '../conversations/conversation.ts';
import type { UserId } from '../wire/ids.ts';

export type DeliveryState = 'sent' | 'delivered' | 'read';

/** How far one's own event has got: the state that all other members have reached. */
export function deliveryState(conversation: Conversation, seq: number, me: UserId): DeliveryState {
  const others = [...conversation.marks.values()].filter((mark) => mark.user !== me);
  if (others.length === 0) {
    return 'sent';
  }
  if (others.every((mark) => mark.read >= seq)) {
    return 'read';
  }
  return others.every((mark) => mark.delivered >= seq) ? 'delivered' : 'sent';
}
