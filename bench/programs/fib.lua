local CALLS = 150049 -- What one fib(24) takes.

local function fib(n)
  if n < 2 then
    return n
  end
  return fib(n - 1) + fib(n - 2)
end

-- Counts in calls and makes whole runs of fib(24) only: n is a multiple of CALLS.
function run(n)
  local total = 0
  for _ = 1, n / CALLS do
    total = total + fib(24)
  end
  return total
end
