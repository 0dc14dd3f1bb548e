-- http.lua - for wrk: one phrase search after the other, from the file that $QUERIES names.
local paths, at = {}, 0
for line in io.lines(os.getenv("QUERIES")) do
  local phrase = ('"' .. line:gsub('"', " ") .. '"'):gsub("[^%w]", function(c)
    return string.format("%%%02X", c:byte())
  end)
  paths[#paths + 1] = "/api/v1/search?q=" .. phrase
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
