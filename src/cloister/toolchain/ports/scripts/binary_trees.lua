-- Allocation and garbage collection: complete binary trees, built and counted.
local function build(depth)
  if depth == 0 then return {} end
  return { build(depth - 1), build(depth - 1) }
end
local function count(tree)
  if not tree[1] then return 1 end
  return 1 + count(tree[1]) + count(tree[2])
end
local depth = tonumber(arg[1])
local keep = build(depth)
for d = 4, depth, 4 do
  local rounds, total = 1 << (depth - d + 4), 0
  for _ = 1, rounds do total = total + count(build(d)) end
  print(rounds, d, total)
end
print(count(keep))
