-- A protected call and what follows it are Lua's `try` and `finally`.
local function guarded(n, cleanups)
  return coroutine.wrap(function()
    local i = 0
    local ok, err = pcall(function()
      while i < n do
        coroutine.yield(i)
        i = i + 1
      end
    end)
    cleanups[#cleanups + 1] = i
    if not ok then
      error(err, 0)
    end
  end)
end

function run(n)
  local cleanups = {}
  local total = 0
  for value in guarded(n, cleanups) do
    total = total + value
  end
  return total + cleanups[1]
end
