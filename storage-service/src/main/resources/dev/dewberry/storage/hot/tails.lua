-- KEYS[1] the generation
-- ARGV    slots
--
-- Answers what is in each of the slots; an empty text where there is nothing.
local generation = redis.call('GET', KEYS[1])
local answer = {}
for i = 1, #ARGV do
  answer[i] = generation and redis.call('GET', 'dw:cache:storage:' .. generation .. ':tail:' .. ARGV[i]) or ''
end
return answer
