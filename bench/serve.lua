-- For wrk: asks about 3 KB articles, one after the other, from a file of JSON Lines made by gen_corpus.
local bodies, at = {}, 0

function init(args)
    for line in io.lines(args[1]) do
        local text = line:match('"text":"(.-[^\\])"')
        if text then
            bodies[#bodies + 1] = text:gsub("\\n", "\n"):gsub('\\"', '"'):gsub("\\\\", "\\")
        end
    end
end

function request()
    at = at % #bodies + 1
    return wrk.format("POST", "/api/query", {["Content-Type"] = "text/plain"}, bodies[at])
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format('{"requests":%d,"seconds":%.2f,"errors":%d,"median_ms":%.3f,"p99_ms":%.3f}\n',
        summary.requests, summary.duration / 1e6, e.status + e.connect + e.read + e.write + e.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
