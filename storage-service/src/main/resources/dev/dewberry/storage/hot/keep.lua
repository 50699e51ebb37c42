-- Puts in the newest events of a conversation, if its head is known and they end just there.
--
-- KEYS[1] the generation
-- ARGV[1] the conversation
-- ARGV[2] the seq with which they end
-- ARGV[3] the number of erasures with which they were read
-- ARGV[4] the events
local generation = redis.call('GET', KEYS[1])
if not generation then
  return 0
end
local base = 'dw:cache:storage:' .. generation .. ':'
local found = redis.call('HMGET', base .. 'c:' .. ARGV[1], 'h', 'e')
if not found[1] or string.match(found[1], '^%d+|(%d+)') ~= ARGV[2] or found[2] ~= ARGV[3] then
  return 0
end
redis.set_repl(redis.REPL_NONE)
redis.call('SET', base .. 'tail:' .. ARGV[1], ARGV[4], 'EX', 600)
return 1
