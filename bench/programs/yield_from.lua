local function numbers(n)
  return coroutine.wrap(function()
    local i = 0
    while i < n do
      coroutine.yield(i)
      i = i + 1
    end
  end)
end

local function relay(inner)
  return coroutine.wrap(function()
    for value in inner do
      coroutine.yield(value)
    end
  end)
end

function run(n, depth)
  local generator = numbers(n)
  for _ = 1, depth do
    generator = relay(generator)
  end
  local total = 0
  for value in generator do
    total = total + value
  end
  return total
end
