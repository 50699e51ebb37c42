-- KEYS[1] the generation
-- ARGV    conversations
--
-- Answers the newest events of each; an empty text where they are not there.
local generation = redis.call('GET', KEYS[1])
local answer = {}
for i = 1, #ARGV do
  answer[i] = generation and redis.call('GET', 'dw:cache:storage:' .. generation .. ':tail:' .. ARGV[i]) or ''
end
return answer
