import type { Content } from './content.ts';
import type { ErrorCode } from './errors.ts';
import type { ConversationId, ConversationKind, UserId } from './ids.ts';

/** One entry of a conversation's log. */
export interface LogEvent {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly event: string;
  readonly from: UserId | null;
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number;
  readonly content: Content;
  /** Only on one's own events. */
  readonly clientId?: string | null;
  readonly edited?: { readonly seq: number; readonly at: number } | null;
}

export interface Mark {
  readonly user: UserId;
  readonly delivered: number;
  readonly read: number;
}

export type PresenceStatus = 'online' | 'away' | 'offline';

export interface PresenceItem {
  readonly user: UserId;
  readonly status: PresenceStatus;
  readonly lastSeen?: number | null;
}

/** A conversation as `sync` and `GET /conversations` give it. */
export interface ConversationItem {
  readonly conversation: ConversationId;
  readonly left?: boolean;
  readonly kind?: ConversationKind;
  readonly name?: string | null;
  readonly headSeq?: number;
  readonly readSeq?: number;
  readonly deliveredSeq?: number;
  readonly unread?: number;
  readonly marks?: readonly Mark[] | null;
  readonly events?: readonly WireEvent[];
  readonly firstSeq?: number | null;
}

/** Inside pages the conversation may be left out, since the page names it. */
export type WireEvent = Omit<LogEvent, 'conversation'> & { readonly conversation?: ConversationId };

export interface Welcome {
  readonly type: 'welcome';
  readonly id: string;
  readonly user: { readonly id: UserId; readonly username: string };
  readonly device: string;
  readonly session: string;
  readonly epoch: string;
  readonly time: number;
  readonly heartbeatSeconds: number;
  readonly limits: { readonly frameBytes: number; readonly sendsPerSecond: number };
}

export interface Ack {
  readonly type: 'ack';
  readonly id: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly event: string;
  readonly at: number;
  readonly duplicate?: boolean;
}

export interface ErrorFrame {
  readonly type: 'error';
  readonly id?: string;
  readonly code: ErrorCode;
  readonly message?: string;
  readonly retryAfterMs?: number;
}

export interface ConversationsFrame {
  readonly type: 'conversations';
  readonly id: string;
  readonly items: readonly ConversationItem[];
  readonly cursor: string;
  readonly more: boolean;
}

export interface EventsFrame {
  readonly type: 'events';
  readonly id: string;
  readonly conversation: ConversationId;
  readonly events: readonly WireEvent[];
  readonly more: boolean;
  readonly firstSeq?: number | null;
}

export interface PresenceFrame {
  readonly type: 'presence';
  readonly id?: string;
  readonly items: readonly PresenceItem[];
}

export type ServerFrame =
  | Welcome
  | Ack
  | ErrorFrame
  | ConversationsFrame
  | EventsFrame
  | PresenceFrame
  | (LogEvent & { readonly type: 'event' })
  | (Mark & { readonly type: 'mark'; readonly conversation: ConversationId })
  | { readonly type: 'typing'; readonly conversation: ConversationId; readonly user: UserId; readonly on: boolean }
  | { readonly type: 'resync'; readonly conversation?: ConversationId | null }
  | { readonly type: 'pong'; readonly time: number }
  | { readonly type: 'goaway'; readonly reason: string; readonly retryAfterMs?: readonly [number, number] };

/** Requests, which the server answers by exactly one frame with the same `id`. */
export type RequestFrame =
  | { readonly type: 'hello'; readonly token: string; readonly background?: boolean }
  | {
      readonly type: 'send';
      readonly to: { readonly conversation: ConversationId };
      readonly clientId: string;
      readonly content: Content;
    }
  | { readonly type: 'sync'; readonly cursor: string | null; readonly events?: number; readonly limit?: number }
  | {
      readonly type: 'history';
      readonly conversation: ConversationId;
      readonly after?: number;
      readonly before?: number;
      readonly limit?: number;
    }
  | { readonly type: 'watch'; readonly users: readonly UserId[] };

/** Frames that nobody answers. */
export type SignalFrame =
  | { readonly type: 'read' | 'delivered'; readonly conversation: ConversationId; readonly seq: number }
  | { readonly type: 'typing'; readonly conversation: ConversationId; readonly on: boolean }
  | { readonly type: 'status'; readonly status: 'online' | 'away' }
  | { readonly type: 'ping' };
