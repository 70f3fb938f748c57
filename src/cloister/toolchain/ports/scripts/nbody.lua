-- Floating point in tables: planets around a sun, by a symplectic integrator. Made-up masses: only the work matters.
local sqrt = math.sqrt
local bodies = {}
for i = 0, 4 do
  local r = i == 0 and 0 or 2.0 + 3 * i
  local v = i == 0 and 0 or sqrt(40 / r)
  bodies[i + 1] = { x = r * math.cos(i), y = r * math.sin(i), z = 0.1 * i,
                    vx = -v * math.sin(i), vy = v * math.cos(i), vz = 0, mass = i == 0 and 40 or 0.01 * i }
end
local function energy()
  local e = 0
  for i, a in ipairs(bodies) do
    e = e + a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) / 2
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end
local function advance(dt)
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local force = dt / (square * sqrt(square))
      a.vx, a.vy, a.vz = a.vx - dx * b.mass * force, a.vy - dy * b.mass * force, a.vz - dz * b.mass * force
      b.vx, b.vy, b.vz = b.vx + dx * a.mass * force, b.vy + dy * a.mass * force, b.vz + dz * a.mass * force
    end
  end
  for i = 1, #bodies do
    local a = bodies[i]
    a.x, a.y, a.z = a.x + dt * a.vx, a.y + dt * a.vy, a.z + dt * a.vz
  end
end
print(string.format("%.9f", energy()))
for _ = 1, tonumber(arg[1]) do advance(0.001) end
print(string.format("%.9f", energy()))
