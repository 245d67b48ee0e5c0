function run(n)
  local total = 0
  local i = 0
  while i < n do
    total = (total * 31 + i) % 65521
    i = i + 1
  end
  return total
end
