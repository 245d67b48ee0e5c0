local yield = coroutine.yield

local function numbers(n)
  return coroutine.wrap(function()
    local i = 0
    while i < n do
      yield(i)
      i = i + 1
    end
  end)
end

local function scaled(source, factor)
  return coroutine.wrap(function()
    for value in source do
      yield(value * factor)
    end
  end)
end

local function shifted(source, offset)
  return coroutine.wrap(function()
    for value in source do
      yield(value + offset)
    end
  end)
end

local function folded(source, modulus)
  return coroutine.wrap(function()
    for value in source do
      yield(value % modulus)
    end
  end)
end

local function kept(source, limit)
  return coroutine.wrap(function()
    for value in source do
      if value < limit then
        yield(value)
      end
    end
  end)
end

function run(n)
  local total = 0
  for value in kept(folded(shifted(scaled(numbers(n), 3), 7), 1024), 896) do
    total = total + value
  end
  return total
end
