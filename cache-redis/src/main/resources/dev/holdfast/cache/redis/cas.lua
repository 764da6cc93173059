-- KEYS[1]; ARGV: bytes that were read, new bytes, ttl in ms or ''. Answers 1 stored, 0 changed, -1 missing.
local now = redis.pcall('GET', KEYS[1])
if not now then return -1 end
if type(now) == 'table' and not string.find(now.err, '^WRONGTYPE') then return now end
if now ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
