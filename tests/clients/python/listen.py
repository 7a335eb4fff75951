"""gql over one of its transports: asks, sends half an emoji, and where it can, hears it again. A line of JSON each."""

import asyncio
import json
import sys

from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.websockets import WebsocketsTransport

given = json.loads(sys.argv[1])
init = {"authorization": given["authorization"]}
transports = {
    "aiohttp": lambda: AIOHTTPTransport(url=given["http"], headers=init),
    "aiohttp-websockets": lambda: AIOHTTPWebsocketsTransport(url=given["ws"], init_payload=init),
    "websockets": lambda: WebsocketsTransport(url=given["ws"], init_payload=init),
}

VIEWER = "{ viewer { username } }"
SEND = """mutation($input: SendMessageInput!) {
  sendMessage(input: $input) { action message { body } } }"""
EVENTS = """subscription($rooms: [ID!]) {
  roomEvents(roomIds: $rooms) { __typename ... on MessageSent { message { body } } } }"""


def say(what):
    print(json.dumps(what), flush=True)


async def send(session):
    # What Python keeps of half an emoji, it writes as an escape.
    message = {"roomId": given["room"], "body": "half \ud83d", "clientMutationId": given["call"]}
    say(await session.execute(GraphQLRequest(SEND, variable_values={"input": message})))


async def main():
    async with Client(transport=transports[given["transport"]]()) as session:
        say(await session.execute(GraphQLRequest(VIEWER)))
        if given["transport"] == "aiohttp":
            await send(session)
            return
        async for event in session.subscribe(GraphQLRequest(EVENTS, variable_values={"rooms": [given["room"]]})):
            say(event)
            if event["roomEvents"]["__typename"] == "MessageSent":
                break
            await send(session)


asyncio.run(main())
