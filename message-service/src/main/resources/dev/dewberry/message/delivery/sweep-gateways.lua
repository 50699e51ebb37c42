-- Removes gateways whose lease ended five seconds ago (a paused one has had the time to come back), with their streams and routes.
-- KEYS[1] zset of gateways by the end of their lease in ms; ARGV[1] length of a lease in ms. Answers the ids removed.
-- The keys removed are found here, not declared: this needs one Redis, or a cluster that holds them in one slot.
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
-- Where the clock was set back, the leases of the dead would end only when it is that time again.
local longest = ms + ARGV[1]
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. longest, '+inf')) do
  redis.call('ZADD', KEYS[1], longest, id)
end
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ms - 5000)
for _, id in ipairs(gone) do
  redis.call('UNLINK', 'dw:{gw-' .. id .. '}:deliveries', 'dw:{gw-' .. id .. '}:users')
  redis.call('ZREM', KEYS[1], id)
end
return gone
