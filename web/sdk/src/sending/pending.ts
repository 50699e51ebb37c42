import type { Content } from '../wire/content.ts';
import type { ErrorCode } from '../wire/errors.ts';
import type { ConversationId } from '../wire/ids.ts';

/** A send whose outcome is not known yet, or that was refused. */
export interface Pending {
  readonly clientId: string;
  readonly conversation: ConversationId;
  readonly content: Content;
  readonly createdAt: number;
  /** Set when the server refused it for good: it waits for the person to decide. */
  readonly failed: ErrorCode | null;
}
