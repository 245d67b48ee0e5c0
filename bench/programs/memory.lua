local slots = {}
local ended = 0

-- A coroutine with one variable, suspended inside a protected call.
local function waiting(value)
  return coroutine.wrap(function()
    local ok, err = pcall(function()
      coroutine.yield(value)
      coroutine.yield(value + 1)
    end)
    ended = ended + value
    if not ok then
      error(err, 0)
    end
  end)
end

function prepare(count)
  for i = 1, count do
    slots[i] = false
  end
end

function fill()
  for i = 1, #slots do
    local generator = waiting((i - 1) % 128)
    generator()
    slots[i] = generator
  end
end

-- What the suspended coroutines yield next, in all.
function check()
  local total = 0
  for i = 1, #slots do
    total = total + slots[i]()
  end
  return total + ended
end
