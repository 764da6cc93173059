-- KEYS[1]; ARGV: bytes that were read. Answers 1 deleted, 0 changed, -1 missing.
local now = redis.pcall('GET', KEYS[1])
if not now then return -1 end
if type(now) == 'table' and not string.find(now.err, '^WRONGTYPE') then return now end
if now ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
