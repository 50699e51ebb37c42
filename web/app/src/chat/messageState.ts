import { deliveryState, type Conversation, type DeliveryState, type LogEvent, type Pending, type UserId } from '@dewberry/sdk';

/** The life of one's own message, as its sender sees it. */
export type MessageState = 'sending' | 'waiting' | 'failed' | DeliveryState;

export function pendingState(pending: Pending, online: boolean): MessageState {
  return pending.failed !== null ? 'failed' : online ? 'sending' : 'waiting';
}

export function eventState(conversation: Conversation, event: LogEvent, me: UserId): MessageState | null {
  return event.from === me ? deliveryState(conversation, event.seq, me) : null;
}
