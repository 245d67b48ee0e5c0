-- Places a queen in each row from `row` on; the three tables hold the columns and diagonals taken.
local function solutions(size, row, columns, rising, falling, code)
  return coroutine.wrap(function()
    if row == size then
      coroutine.yield(code)
      return
    end
    for column = 0, size - 1 do
      local up, down = row + column, size - 1 + row - column
      if not (columns[column] or rising[up] or falling[down]) then
        columns[column], rising[up], falling[down] = true, true, true
        local inner = solutions(size, row + 1, columns, rising, falling, code * size + column)
        for solution in inner do
          coroutine.yield(solution)
        end
        columns[column], rising[up], falling[down] = false, false, false
      end
    end
  end)
end

function run(n)
  local checksum = 0
  for _ = 1, n do
    for code in solutions(8, 0, {}, {}, {}, 0) do
      checksum = (checksum * 3 + code) % 1000003
    end
  end
  return checksum
end
