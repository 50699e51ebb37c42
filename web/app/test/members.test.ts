import { describe, expect, it } from 'vitest';
import { mayAdd, mayRemove } from '../src/groups/useMembers.ts';

describe('roles', () => {
  it('offer only what the server would allow', () => {
    expect([mayAdd('owner'), mayAdd('admin'), mayAdd('member'), mayAdd(null)]).toEqual([true, true, false, false]);
    expect(mayRemove('owner', 'admin')).toBe(true);
    expect(mayRemove('admin', 'member')).toBe(true);
    expect(mayRemove('admin', 'admin')).toBe(false);
    expect(mayRemove('admin', 'owner')).toBe(false);
    expect(mayRemove('member', 'member')).toBe(false);
    expect(mayRemove(null, 'member')).toBe(false);
  });
});
