import type { UserId } from './ids.ts';

/** What an event says. The kinds that this SDK does not act upon yet are typed all the same. */
export type Content =
  | TextContent
  | MemberContent
  | GroupContent
  | GoneContent
  | EditContent
  | RecallContent
  | ReactionContent
  | PinContent
  | MediaContent
  | CustomContent
  | EncryptedContent;

export interface TextContent {
  readonly kind: 'text';
  readonly text: string;
  readonly replyTo?: number;
  readonly mentions?: readonly UserId[];
  readonly format?: 'plain' | 'markdown';
  readonly expiresIn?: number;
}

export type MemberChange = 'join' | 'invite' | 'leave' | 'remove' | 'role';

export interface MemberContent {
  readonly kind: 'member';
  readonly users: readonly UserId[];
  readonly change: MemberChange;
  readonly role?: string;
}

/** Only the changed fields are there. */
export interface GroupContent {
  readonly kind: 'group';
  readonly name?: string;
  readonly topic?: string;
  readonly avatar?: string;
  readonly memberCount?: number;
}

/** Stands in the place of content that is no more. */
export interface GoneContent {
  readonly kind: 'gone';
  readonly reason: 'recalled' | 'expired' | 'erased';
}

export interface EditContent {
  readonly kind: 'edit';
  readonly target: number;
  readonly content: Content;
}

export interface RecallContent {
  readonly kind: 'recall';
  readonly target: number;
}

export interface ReactionContent {
  readonly kind: 'reaction';
  readonly target: number;
  readonly emoji: string;
  readonly on: boolean;
}

export interface PinContent {
  readonly kind: 'pin';
  readonly target: number;
  readonly on: boolean;
}

export interface MediaContent {
  readonly kind: 'media';
  readonly media: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  readonly caption?: string;
}

export interface CustomContent {
  readonly kind: 'custom';
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EncryptedContent {
  readonly kind: 'encrypted';
  readonly scheme: string;
  readonly payload: string;
}

/** The longest text the server takes, in Unicode code points. */
export const MAX_TEXT_CHARACTERS = 8000;

/** Whether an event of this kind counts as unread when somebody else caused it. */
export function isCountable(content: Content): boolean {
  return ['text', 'media', 'custom', 'encrypted'].includes(content.kind);
}
