local function worker(step, turns)
  return coroutine.create(function()
    local total = 0
    for _ = 1, turns do
      total = total + coroutine.yield(step)
    end
    return total
  end)
end

-- Every task takes n / tasks turns, so n is a multiple of tasks and counts the switches. A task that
-- returned leaves the ring: the last one takes its place.
function run(n, tasks)
  local ring = {}
  for i = 0, tasks - 1 do
    ring[i + 1] = worker(i, n / tasks)
  end
  for _, task in ipairs(ring) do
    coroutine.resume(task)
  end
  local checksum = 0
  local index = 0
  local size = tasks
  while size > 0 do
    if index >= size then
      index = 0
    end
    local task = ring[index + 1]
    local _, value = coroutine.resume(task, index)
    checksum = checksum + value
    if coroutine.status(task) == 'dead' then
      local last = table.remove(ring)
      size = size - 1
      if index < size then
        ring[index + 1] = last
      end
    else
      index = index + 1
    end
  end
  return checksum
end
