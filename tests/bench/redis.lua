#!lua name=bench
-- The durable job as one function in Redis: take a message once, put its rows on a stream, add them to the sums, and
-- publish when a sum crosses its target. Keys: the message's id, the stream, the sums. Arguments: the unit, then
-- indicator, period and value of each row.
redis.register_function('take', function(keys, args)
  if not redis.call('SET', keys[1], '', 'NX') then return 0 end
  for i = 2, #args, 3 do
    redis.call('XADD', keys[2], '*', 'm', keys[1], 'u', args[1], 'i', args[i], 'p', args[i + 1], 'v', args[i + 2])
    local total = redis.call('HINCRBY', keys[3], args[i], args[i + 2])
    if (total >= 1000000) ~= (total - args[i + 2] >= 1000000) then
      redis.call('PUBLISH', 'alerts', args[i] .. ' ' .. total)
    end
  end
  return 1
end)
