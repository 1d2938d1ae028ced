#!lua name=bench
-- The durable job as one function in Redis: take a message once, put it on a stream, add its rows to the sums, and
-- publish when a sum crosses its target. Keys: the message's id, the stream, the sums. Arguments: the unit, then of each
-- row the indicator, and its value before its period.

local function value_of(text) return tonumber(string.match(text, '^%S+')) end

local function add(sums, indicator, added)
  local total = redis.call('HINCRBY', sums, indicator, added)
  if (total >= 1000000) ~= (total - added >= 1000000) then
    redis.call('PUBLISH', 'alerts', indicator .. ' ' .. total)
  end
end

-- A message is an entry of the stream, and writes each sum once.
redis.register_function('take', function(keys, args)
  if not redis.call('SET', keys[1], '', 'NX') then return 0 end
  redis.call('XADD', keys[2], '*', 'id', keys[1], 'unit', args[1], unpack(args, 2))
  local sums = {}
  for i = 2, #args, 2 do sums[args[i]] = (sums[args[i]] or 0) + value_of(args[i + 1]) end
  for indicator, added in pairs(sums) do add(keys[3], indicator, added) end
  return 1
end)

-- Each row is an entry of the stream by itself, as whoever reads single rows from it would want.
redis.register_function('take_rows', function(keys, args)
  if not redis.call('SET', keys[1], '', 'NX') then return 0 end
  for i = 2, #args, 2 do
    redis.call('XADD', keys[2], '*', 'id', keys[1], 'unit', args[1], args[i], args[i + 1])
    add(keys[3], args[i], value_of(args[i + 1]))
  end
  return 1
end)
