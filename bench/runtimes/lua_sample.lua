-- Serves one request of the benchmark in a fresh process of Lua or LuaJIT. The arguments are those that
-- lua.mjs makes of a request; the answer is the last line of the output, in JSON. The clock is that of
-- the processor: Lua has no other that is fine enough.

-- LuaJIT has the older place of it.
local unpack = unpack or table.unpack

local function numbers(list)
  local result = {}
  for word in list:gmatch('[^,]+') do
    result[#result + 1] = tonumber(word)
  end
  return unpack(result)
end

local function integer(value)
  return string.format('%.0f', value)
end

local function nanoseconds()
  return os.clock() * 1e9
end

local function timed(n, args)
  local start = nanoseconds()
  local result = run(n, numbers(args))
  return nanoseconds() - start, result
end

local function warm_up(duration, n, args)
  local finish = nanoseconds() + duration
  while nanoseconds() < finish do
    run(n, numbers(args))
  end
end

local tasks = {}

function tasks.calibrate(program, args, unit, checks, expected, duration, target)
  dofile(program)
  unit, target = tonumber(unit), tonumber(target)
  local results = {}
  for _, n in ipairs({ numbers(checks) }) do
    results[#results + 1] = integer(run(n, numbers(args)))
  end
  local found = table.concat(results, ',')
  if expected ~= '' and found ~= expected then
    error('wrong result: ' .. found .. ' instead of ' .. expected, 0)
  end
  local n = unit
  warm_up(tonumber(duration), n, args)
  while true do
    local elapsed = math.min(timed(n, args), (timed(n, args)))
    if elapsed >= target / 2 then
      n = math.max(1, math.floor(n * target / elapsed / unit + 0.5)) * unit
      return string.format('{"checks":["%s"],"n":%s}', table.concat(results, '","'), integer(n))
    end
    if n > 2 ^ 40 then
      error('run takes no time, however many operations it is asked for', 0)
    end
    n = 2 * n
  end
end

function tasks.time(program, args, n, duration, samples)
  dofile(program)
  n = tonumber(n)
  warm_up(tonumber(duration), n, args)
  local expected = run(n, numbers(args))
  local times = {}
  for _ = 1, tonumber(samples) do
    local elapsed, result = timed(n, args)
    if result ~= expected then
      error('run returned ' .. result .. ' after ' .. expected, 0)
    end
    times[#times + 1] = string.format('%.9g', elapsed / n)
  end
  return '{"samples":[' .. table.concat(times, ',') .. ']}'
end

local function stop(word)
  collectgarbage()
  collectgarbage()
  print(word)
  io.stdout:flush()
  io.read()
end

function tasks.memory(program, count)
  dofile(program)
  prepare(tonumber(count))
  stop('prepared')
  fill()
  stop('filled')
  return '{"result":"' .. integer(check()) .. '"}'
end

print(tasks[arg[1]](select(2, unpack(arg))))
