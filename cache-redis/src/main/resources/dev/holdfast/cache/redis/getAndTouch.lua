-- KEYS[1]; ARGV: ttl in ms or ''. Answers the value, false if absent.
local value = redis.call('GET', KEYS[1])
if not value then return false end
if ARGV[1] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return value
