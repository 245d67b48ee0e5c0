function run(n)
  local accumulator = coroutine.create(function()
    local total = 0
    while true do
      total = total + coroutine.yield(total)
    end
  end)
  coroutine.resume(accumulator)
  local _, latest = nil, 0
  for i = 0, n - 1 do
    _, latest = coroutine.resume(accumulator, i)
  end
  return latest
end
