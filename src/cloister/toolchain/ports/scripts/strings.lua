-- The string library: formatting, pattern matching, substitution, concatenation, sorting.
local words, rounds = {}, tonumber(arg[1])
local seed = 42
local function random(n) seed = (seed * 1103515245 + 12345) % 2147483648; return seed // 65536 % n end
for i = 1, rounds do
  local letters = {}
  for j = 1, 3 + random(8) do letters[j] = string.char(97 + random(26)) end
  words[i] = table.concat(letters)
end
local text = table.concat(words, " ")
local count = {}
for word in text:gmatch("%a+") do count[word:sub(1, 2)] = (count[word:sub(1, 2)] or 0) + 1 end
local replaced, n = text:gsub("([aeiou])(%a)", "%2%1")
print(#replaced, n)
table.sort(words)
local keys = {}
for key, value in pairs(count) do keys[#keys + 1] = string.format("%s=%05d", key, value) end
table.sort(keys)
print(#keys, keys[1], keys[#keys], words[1], words[#words])
print(text:upper():rep(2):find("ZZZZ", 1, true), (text:reverse():gsub("%s+", "")):len())
