-- Refreshes under load: every request uses a refresh token that no other request is using, and
-- keeps the one that comes back for later.
--
-- usage: wrk -s refresh.lua URL -- FILE BODY
-- FILE holds a refresh token a line, more than there are connections; BODY is what stands before
-- the token in the form.

local tokens = {}
local first, last = 1, 0
local before

function init(args)
  for line in io.lines(args[1]) do
    last = last + 1
    tokens[last] = line
  end
  before = args[2] .. "&refresh_token="
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  local token = tokens[first]
  tokens[first] = nil
  first = first + 1
  return wrk.format(nil, nil, nil, before .. token)
end

function response(_status, _headers, body)
  local token = body:match('"refresh_token":"([^"]+)"')
  if token then
    last = last + 1
    tokens[last] = token
  end
end
