"""http.client, which writes a body whole before it reads: how many answers arrive, by their status, as a line of JSON."""

import collections
import http.client
import json
import sys

given = json.loads(sys.argv[1])
body = b" " * given["bytes"]
seen = collections.Counter()
for _ in range(given["times"]):
    connection = http.client.HTTPConnection(given["host"], timeout=20)
    try:
        connection.request("POST", "/graphql", body, given["headers"])
        answer = connection.getresponse()
        code = json.loads(answer.read())["errors"][0]["extensions"]["code"]
        seen[f"{answer.status} {code}"] += 1
    except OSError as error:
        seen[type(error).__name__] += 1
    finally:
        connection.close()
print(json.dumps(seen))
