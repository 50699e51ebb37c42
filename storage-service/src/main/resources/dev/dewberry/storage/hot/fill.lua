-- Puts in what was read from MariaDB, except where a commit was published since that the reading may have
-- missed. Such commits left their number: in the hash where there is one, else beside it for longer than any
-- reading may take.
--
-- KEYS[1]    the generation
-- ARGV[1]    the generation in which the reading began
-- ARGV[2]    when it began, in this Redis' time (ms)
-- ARGV[3]    the user whose whole list it is; empty: it is not
-- ARGV[4]    how many partitions there are
-- then       the commit number of each partition, read before everything else
-- then, for each conversation: id, partition, head, commit number, erasures, 1 where all active members' rows
--            are there, how many rows there are, and user and row of each
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
local time = redis.call('TIME')
local age = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[2])
if age < 0 or age > 10000 then
  return 0
end
-- Not into the append-only file: after a restart nothing of it may be there.
redis.set_repl(redis.REPL_NONE)
local LIFE = 3600
local base = 'dw:cache:storage:' .. ARGV[1] .. ':'
local count = tonumber(ARGV[4])
local read = {}
for i = 1, count do
  read[i - 1] = tonumber(ARGV[4 + i])
end
local ids = {'-'}
local at = 5 + count
while at <= #ARGV do
  local id, partition = ARGV[at], tonumber(ARGV[at + 1])
  local key = base .. 'c:' .. id
  local missed = redis.call('HGET', key, 't') or redis.call('GET', base .. 't:c:' .. id)
  local rows = tonumber(ARGV[at + 6])
  if not missed or tonumber(missed) <= read[partition] then
    redis.call('HSETNX', key, 'h', ARGV[at + 2])
    redis.call('HSETNX', key, 'n', ARGV[at + 3])
    redis.call('HSETNX', key, 'e', ARGV[at + 4])
    if ARGV[at + 5] == '1' then
      redis.call('HSETNX', key, 'a', '1')
    end
    for i = at + 7, at + 5 + 2 * rows, 2 do
      redis.call('HSETNX', key, ARGV[i], ARGV[i + 1])
    end
    redis.call('EXPIRE', key, LIFE)
  end
  ids[#ids + 1] = id
  at = at + 7 + 2 * rows
end
if ARGV[3] ~= '' then
  local joined = redis.call('GET', base .. 't:u:' .. ARGV[3]) or ''
  for partition, number in string.gmatch(joined, '(%d+)%.(%d+) ') do
    if tonumber(number) > read[tonumber(partition)] then
      return 0
    end
  end
  local key = base .. 'u:' .. ARGV[3]
  redis.call('SADD', key, unpack(ids))
  redis.call('EXPIRE', key, LIFE)
end
return 1
