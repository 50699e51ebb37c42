-- What of a user's conversations changed since a moment, as of the last published commits.
--
-- KEYS[1]  the generation
-- KEYS[2…] dw:{pN}:published of all partitions, from 0 on
-- ARGV[1]  the user
-- ARGV[2]  up to how many members the marks of all are told
-- ARGV[3…] the commit numbers of the moment, by partition; none: the beginning
--
-- Answers the time (ms) and the generation where not all is known; with an empty generation where it is
-- not worth while to put it here. Else the time, the generation, the published numbers, and a list for each
-- conversation: id, head, commit number, erasures, the user's row, and id and row of each active member.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local generation = redis.call('GET', KEYS[1])
if not generation then
  return {now, ''}
end
local numbers = redis.call('MGET', unpack(KEYS, 2))
local since = {}
for i = 1, #numbers do
  numbers[i] = numbers[i] or '0'
  since[i - 1] = tonumber(ARGV[2 + i])
  if since[i - 1] and since[i - 1] > tonumber(numbers[i]) then
    -- A moment that Redis does not know: MariaDB does, or the store was restored.
    return {now, ''}
  end
end
local base = 'dw:cache:storage:' .. generation .. ':'
local ids = redis.call('SMEMBERS', base .. 'u:' .. ARGV[1])
if #ids == 0 then
  return {now, generation}
end
local answer = {now, generation, numbers}
for _, id in ipairs(ids) do
  if id ~= '-' then
    local key = base .. 'c:' .. id
    local found = redis.call('HMGET', key, 'h', 'n', 'e', ARGV[1], 'a')
    if not found[1] or not found[4] then
      return {now, generation}
    end
    local partition, members, kind = string.match(found[1], '^(%d+)|%d+|%d+|%d+|(%d+)|(%a+)')
    local active = string.sub(found[4], 1, 1) == '1'
    local changed = tonumber(string.match(found[4], '%d+$'))
    if active then
      changed = math.max(changed, tonumber(found[2]))
    end
    local after = since[tonumber(partition)]
    if (after and changed > after) or (not after and active) then
      local item = {id, found[1], found[2], found[3], found[4]}
      if active and (kind == 'direct' or tonumber(members) <= tonumber(ARGV[2])) then
        if not found[5] then
          return {now, generation}
        end
        local all = redis.call('HGETALL', key)
        for i = 1, #all, 2 do
          if string.find(all[i], '^%d') and string.sub(all[i + 1], 1, 1) == '1' then
            item[#item + 1] = all[i]
            item[#item + 1] = all[i + 1]
          end
        end
      end
      answer[#answer + 1] = item
    end
  end
end
return answer
