-- Renews a gateway's lease by Redis' own clock, so that the clocks of the boards do not matter.
-- KEYS[1] zset of the gateways; ARGV[1] the gateway's id; ARGV[2] length of the lease in ms; ARGV[3] ms after which dead ones are forgotten
-- Returns 1 where the lease had not ended, 0 where it had, or never was.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
if score and tonumber(score) >= now then
  return 1
end
return 0
