-- Puts the newest events of a conversation into a slot, if its head is known and they end just there.
--
-- KEYS[1] the generation
-- ARGV[1] the slot
-- ARGV[2] the conversation
-- ARGV[3] the seq with which they end
-- ARGV[4] the number of erasures with which they were read
-- ARGV[5] what is to be in the slot
local generation = redis.call('GET', KEYS[1])
if not generation then
  return 0
end
local base = 'dw:cache:storage:' .. generation .. ':'
local found = redis.call('HMGET', base .. 'c:' .. ARGV[2], 'h', 'e')
if not found[1] or string.match(found[1], '^%d+|(%d+)') ~= ARGV[3] or found[2] ~= ARGV[4] then
  return 0
end
redis.set_repl(redis.REPL_NONE)
redis.call('SET', base .. 'tail:' .. ARGV[1], ARGV[5], 'EX', 600)
return 1
