local function numbers(n)
  return coroutine.wrap(function()
    local i = 0
    while i < n do
      coroutine.yield(i)
      i = i + 1
    end
  end)
end

function run(n)
  local total = 0
  for value in numbers(n) do
    total = total + value
  end
  return total
end
