-- For each of KEYS as many of ARGV: a signed delta and, where counters may be created, two more, their first value and
-- their ttl in ms or ''. Answers for each the count; false if absent; -1 if the entry is no counter; -2 if the sum would
-- be over 2^63-1; or the server's refusal, which is caught, so that no key's trouble becomes another's. A lone one is bare.
-- Numbers of Lua are doubles, and exact below 2^53 alone. From there on the entry's digits are answered, and nothing is
-- concluded from a delta of more than 15 digits.
local pcall = redis.pcall

local function count(key, delta, initial, ttl, isThere)
  local reply
  if not isThere or #delta > 15 then
    reply = pcall('GET', key)
    if not reply then
      if not initial then return false end
      local stored
      if ttl == '' then stored = pcall('SET', key, initial) else stored = pcall('SET', key, initial, 'PX', ttl) end
      return stored.err and stored or initial
    end
    if type(reply) == 'string' and string.byte(reply) == 45 then return -1 end -- '-': all else is refused below
  end
  if type(reply) ~= 'table' then reply = pcall('INCRBY', key, delta) end
  if type(reply) == 'table' then
    if string.find(reply.err, 'overflow', 1, true) then return string.byte(delta) == 45 and -1 or -2 end -- below 0 before
    return (string.find(reply.err, 'not an integer', 1, true) or string.find(reply.err, '^WRONGTYPE')) and -1 or reply
  end
  if reply < tonumber(delta) then -- it was below 0, which is no counter, and shall be so again
    local undone = delta == '0' or pcall('INCRBY', key, string.byte(delta) == 45 and string.sub(delta, 2) or '-' .. delta)
    return type(undone) == 'table' and undone or -1
  end
  if reply < 0 then
    local floored = pcall('SET', key, '0', 'KEEPTTL')
    return floored.err and floored or 0
  end
  return reply < 9007199254740992 and reply or pcall('GET', key)
end

if #KEYS == 1 then return count(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) end
local counts, width = {}, #ARGV / #KEYS
local allThere = pcall('EXISTS', unpack(KEYS)) == #KEYS
for i = 1, #KEYS do
  local at = (i - 1) * width + 1
  counts[i] = count(KEYS[i], ARGV[at], width > 1 and ARGV[at + 1], ARGV[at + 2], allThere)
end
return counts
