function run(n)
  local numbers = coroutine.create(function()
    local i = 0
    while true do
      coroutine.yield(i)
      i = i + 1
    end
  end)
  local total = 0
  for _ = 1, n do
    local _, value = coroutine.resume(numbers)
    total = total + value
  end
  return total
end
