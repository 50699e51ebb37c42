-- One tick of an instance: it shows that it lives, renews the leases it holds, and takes free ones up to its fair share.
-- KEYS[1] zset of live instances of this service; KEYS[2..] the lease of each partition, in order
-- ARGV[1] this instance; ARGV[2] time to live in ms; ARGV[3] the first partition to look at, so that instances spread
-- Answers the numbers of the partitions held after it. Above its fair share it lets go of the highest.
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local longest = ms + ARGV[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms)
-- Where the clock was set back, what the dead left would end only when it is that time again.
for _, instance in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. longest, '+inf')) do
  redis.call('ZADD', KEYS[1], longest, instance)
end
redis.call('ZADD', KEYS[1], longest, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local partitions = #KEYS - 1
local share = math.ceil(partitions / redis.call('ZCARD', KEYS[1]))
local held = {}
for p = 0, partitions - 1 do
  if redis.call('GET', KEYS[p + 2]) == ARGV[1] then
    if #held < share then
      redis.call('PEXPIRE', KEYS[p + 2], ARGV[2])
      held[#held + 1] = p
    else
      redis.call('DEL', KEYS[p + 2])
    end
  elseif redis.call('PTTL', KEYS[p + 2]) > tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[p + 2], ARGV[2])
  end
end
for i = 0, partitions - 1 do
  local p = (ARGV[3] + i) % partitions
  if #held < share and redis.call('SET', KEYS[p + 2], ARGV[1], 'NX', 'PX', ARGV[2]) then
    held[#held + 1] = p
  end
end
return held
