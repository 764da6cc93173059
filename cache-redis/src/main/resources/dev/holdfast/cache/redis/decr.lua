-- KEYS[1]; ARGV: delta, and where the counter may be created its first value and ttl in ms or ''.
-- Answers the count as digits, false if absent, -1 if the entry is no counter.
-- Never calculates in Lua: its numbers are doubles, which lose digits past 2^53.
local count = redis.pcall('GET', KEYS[1])
if not count then
  if not ARGV[2] then return false end
  if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return ARGV[2]
end
if type(count) == 'table' then return string.find(count.err, '^WRONGTYPE') and -1 or count end
if not string.find(count, '^%d+$') then return -1 end
local difference = redis.pcall('DECRBY', KEYS[1], ARGV[1])
if type(difference) == 'table' then return string.find(difference.err, 'not an integer', 1, true) and -1 or difference end
if difference < 0 then redis.call('SET', KEYS[1], '0', 'KEEPTTL') end
return redis.call('GET', KEYS[1])
