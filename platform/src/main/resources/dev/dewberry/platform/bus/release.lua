-- An instance goes: it gives back what it holds, so that nobody has to wait for the leases to end.
-- KEYS and ARGV[1] as in lease.lua
for i = 2, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[1] then
    redis.call('DEL', KEYS[i])
  end
end
return redis.call('ZREM', KEYS[1], ARGV[1])
