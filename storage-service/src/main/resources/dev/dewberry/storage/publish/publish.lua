-- Publishes one commit of a partition, if everything before it is published, and in the same moment brings
-- up to date what of it is kept hot.
--
-- KEYS[1]  dw:{pN}:published, the last commit number that was published
-- KEYS[2]  dw:{pN}:committed, the stream
-- KEYS[3]  the generation of what is kept hot
-- ARGV[1]  the number that must have been published last; empty: none
-- ARGV[2]  the number of this commit
-- ARGV[3]  a new generation; empty: what is kept hot stays, and the changes below are all that changed
-- ARGV[4]  1 where there is room for more than is kept already
-- ARGV[5]  how many entries there are
-- ARGV[6…] the values of the entries
-- then     changes: 'b' conversation small (it begins with this commit), 'h' conversation head small,
--          't' conversation, 'm' conversation user row, 'j' conversation user,
--          'e' conversation line (empty: too long to be kept)
--
-- Answers 'ok', or the number that was found instead (empty: none), having changed nothing.
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then
  return found
end
local number = ARGV[2]
local FIRST = 6
local count = tonumber(ARGV[FIRST - 1])
for i = FIRST, FIRST - 1 + count do
  local added = redis.pcall('XADD', KEYS[2], number .. '-' .. (i - FIRST), 'r', ARGV[i])
  -- A stream that is ahead of its number has the entry, or had it; anything else is a fault.
  if type(added) == 'table' and added.err and not string.find(added.err, 'equal or smaller', 1, true) then
    return redis.error_reply(added.err)
  end
end
redis.call('SET', KEYS[1], number)
if ARGV[3] ~= '' then
  redis.call('SET', KEYS[3], ARGV[3])
  return 'ok'
end
local generation = redis.call('GET', KEYS[3])
if not generation then
  return 'ok'
end

-- The append-only file would double, and after a restart nothing of this may be there.
redis.set_repl(redis.REPL_NONE)
local LIFE = 3600
-- Longer than a reading of MariaDB may take that is put in afterwards.
local TRACE = 15
local TAIL_LIFE = 600
local TAIL_BYTES = 24576
local room = ARGV[4] == '1'
local partition = string.match(KEYS[1], '^dw:{p(%d+)}')
local base = 'dw:cache:storage:' .. generation .. ':'
local known = {}
local whole = {}

-- The hash of a conversation, or false where there is none; then a trace of the commit is left.
local function hash(id)
  if known[id] == nil then
    local key = base .. 'c:' .. id
    known[id] = redis.call('EXPIRE', key, LIFE) == 1 and key
    if known[id] then
      whole[id] = redis.call('HEXISTS', key, 'a') == 1
    else
      redis.call('SET', base .. 't:c:' .. id, number, 'EX', TRACE)
    end
  end
  return known[id]
end

local change = {}

-- All of a conversation that begins is known here, and nobody would have to read it from MariaDB.
function change.b(at)
  if room then
    local id = ARGV[at]
    local key = base .. 'c:' .. id
    redis.call('HSET', key, 'e', '0')
    whole[id] = ARGV[at + 1] == '1'
    if whole[id] then
      redis.call('HSET', key, 'a', '1')
    end
    redis.call('EXPIRE', key, LIFE)
    known[id] = key
    -- The header of TailCache; 'e' below adds the events.
    redis.call('SET', base .. 'tail:' .. id, id .. ' 0', 'EX', TAIL_LIFE)
  end
  return 2
end

function change.h(at)
  local id = ARGV[at]
  local key = hash(id)
  if key then
    redis.call('HSET', key, 'h', ARGV[at + 1], 'n', number)
    if whole[id] and ARGV[at + 2] == '0' then
      -- Of a large group only the rows of those are kept who asked for it.
      redis.call('HDEL', key, 'a')
      whole[id] = false
    end
  end
  return 3
end

function change.t(at)
  local key = hash(ARGV[at])
  if key then
    redis.call('HSET', key, 'n', number)
  end
  return 1
end

function change.m(at)
  local id, user = ARGV[at], ARGV[at + 1]
  local key = hash(id)
  if key then
    if whole[id] or redis.call('HEXISTS', key, user) == 1 then
      redis.call('HSET', key, user, ARGV[at + 2])
    else
      redis.call('HSET', key, 't', number)
    end
  end
  return 3
end

function change.j(at)
  local user = ARGV[at + 1]
  local key = base .. 'u:' .. user
  if redis.call('EXPIRE', key, LIFE) == 1 then
    redis.call('SADD', key, ARGV[at])
  else
    local trace = base .. 't:u:' .. user
    redis.call('APPEND', trace, partition .. '.' .. number .. ' ')
    redis.call('EXPIRE', trace, TRACE)
  end
  return 2
end

-- What would need more room goes instead.
function change.e(at)
  local key, line = base .. 'tail:' .. ARGV[at], ARGV[at + 1]
  if redis.call('EXISTS', key) == 1 then
    if line == '' or not room then
      redis.call('DEL', key)
    elseif redis.call('APPEND', key, '\n' .. line) > TAIL_BYTES then
      local text = redis.call('GET', key)
      local cut = string.find(text, '\n', #text - TAIL_BYTES / 2, true)
      local header = string.match(text, '^[^\n]*')
      if cut and cut > #header then
        redis.call('SET', key, header .. string.sub(text, cut), 'KEEPTTL')
      else
        redis.call('DEL', key)
      end
    end
  end
  return 2
end

local at = FIRST + count
while at <= #ARGV do
  at = at + 1 + change[ARGV[at]](at + 1)
end
return 'ok'
