import { asDewberryError, type ErrorCode } from '@dewberry/sdk';
import { en } from './en.ts';
import type { MessageKey, Translate } from './translate.ts';

/** What went wrong, in the person's words. */
export function errorText(t: Translate, thrown: unknown): string {
  return codeText(t, asDewberryError(thrown).code);
}

export function codeText(t: Translate, code: ErrorCode): string {
  const key = `error.${code === 'timeout' ? 'network' : code}`;
  return t(key in en ? (key as MessageKey) : 'error.other');
}
