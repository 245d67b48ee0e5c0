local function three(start)
  return coroutine.wrap(function()
    coroutine.yield(start)
    coroutine.yield(start + 1)
    coroutine.yield(start + 2)
  end)
end

function run(n)
  local total = 0
  for i = 0, n - 1 do
    for value in three(i) do
      total = total + value
    end
  end
  return total
end
