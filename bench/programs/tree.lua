local function build(low, high)
  if low == high then
    return nil
  end
  local middle = math.floor((low + high) / 2)
  return { left = build(low, middle), value = middle, right = build(middle + 1, high) }
end

local function walk(node)
  return coroutine.wrap(function()
    if node.left then
      for value in walk(node.left) do
        coroutine.yield(value)
      end
    end
    coroutine.yield(node.value)
    if node.right then
      for value in walk(node.right) do
        coroutine.yield(value)
      end
    end
  end)
end

local trees = {}

-- Counts in nodes and walks whole trees only: n is a multiple of nodes.
function run(n, nodes)
  trees[nodes] = trees[nodes] or build(0, nodes)
  local checksum = 0
  for _ = 1, n / nodes do
    for value in walk(trees[nodes]) do
      checksum = (checksum * 3 + value) % 1000003
    end
  end
  return checksum
end
