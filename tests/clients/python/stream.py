"""httpx-sse: the events of an operation, each with its data, a line of JSON each. Ends with the stream, or after a message."""

import json
import sys

import httpx
from httpx_sse import connect_sse

given = json.loads(sys.argv[1])
headers = {"Authorization": given["authorization"]}
operation = {"query": given["query"]}
how = {"params": operation} if given["method"] == "GET" else {"json": operation}
with httpx.Client(timeout=20) as client:
    with connect_sse(client, given["method"], given["http"], headers=headers, **how) as source:
        for event in source.iter_sse():
            print(json.dumps([event.event, event.data]), flush=True)
            if "MessageSent" in event.data:
                break
