-- For each of KEYS four of ARGV: INCRBY or DECRBY, delta, and where the counter may be created its first value and its
-- ttl in ms, else ''. Answers for each the count; false if absent; -1 if the entry is no counter; -2 if the sum would be
-- over 2^63-1; or the server's refusal, which is caught, so that no key's trouble becomes another's. A lone one is bare.
-- Never calculates: numbers of Lua are doubles, and exact below 2^53 alone. From there on the entry's digits are answered.
local function count(key, verb, delta, initial, ttl)
  local before = redis.pcall('GET', key)
  if not before then
    if initial == '' then return false end
    local stored
    if ttl == '' then stored = redis.pcall('SET', key, initial) else stored = redis.pcall('SET', key, initial, 'PX', ttl) end
    return stored.err and stored or initial
  end
  if type(before) == 'table' then return string.find(before.err, '^WRONGTYPE') and -1 or before end
  if string.byte(before) == 45 then return -1 end -- '-': all else that is no counter is refused below
  local after = redis.pcall(verb, key, delta)
  if type(after) == 'table' then
    if string.find(after.err, 'overflow', 1, true) then return -2 end
    return string.find(after.err, 'not an integer', 1, true) and -1 or after
  end
  if after < 0 then
    local floored = redis.pcall('SET', key, '0', 'KEEPTTL')
    return floored.err and floored or 0
  end
  return after < 9007199254740992 and after or redis.pcall('GET', key)
end
if #KEYS == 1 then return count(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]) end
local counts = {}
for i = 1, #KEYS do
  local at = 4 * i
  counts[i] = count(KEYS[i], ARGV[at - 3], ARGV[at - 2], ARGV[at - 1], ARGV[at])
end
return counts
