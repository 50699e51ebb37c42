-- Publishes one commit of a partition, if everything before it is published.
--
-- KEYS[1]  dw:{pN}:published, the last commit number that was published
-- KEYS[2]  dw:{pN}:committed, the stream
-- ARGV[1]  the number that must have been published last; empty: none
-- ARGV[2]  the number of this commit
-- ARGV[3…] the values of its entries, maybe none
--
-- Answers 'ok', or the number that was found instead (empty: none), having changed nothing.
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then
  return found
end
for i = 3, #ARGV do
  local added = redis.pcall('XADD', KEYS[2], ARGV[2] .. '-' .. (i - 3), 'r', ARGV[i])
  -- A stream that is ahead of its number has the entry, or had it; anything else is a fault.
  if type(added) == 'table' and added.err and not string.find(added.err, 'equal or smaller', 1, true) then
    return redis.error_reply(added.err)
  end
end
redis.call('SET', KEYS[1], ARGV[2])
return 'ok'
