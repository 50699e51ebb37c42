-- The head of one conversation and one user's row in it.
--
-- KEYS[1] the generation
-- ARGV[1] the conversation
-- ARGV[2] the user
--
-- Answers the time (ms) and the generation, and if they are known, head, erasures and row.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local generation = redis.call('GET', KEYS[1])
if not generation then
  return {now, ''}
end
local found = redis.call('HMGET', 'dw:cache:storage:' .. generation .. ':c:' .. ARGV[1], 'h', 'e', ARGV[2])
if not found[1] or not found[3] then
  return {now, generation}
end
return {now, generation, found[1], found[2], found[3]}
