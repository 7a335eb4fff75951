/** How GraphiQL asks: subscriptions over the socket, the rest over HTTP, both as whoever is signed in. */

import { getOperationAST, Kind, OperationTypeNode, parse, type DocumentNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { FIRST_ROOM, NEW_ID } from './examples.ts';
import * as live from './live.ts';
import { adopt, ask, forgetRooms, roomOfMine } from './session.ts';
import { activeTab, isInBackground } from './tabs.ts';

interface Params {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

interface Options {
  headers?: Record<string, string>;
}

export async function fetcher(params: Params, options: Options = {}) {
  const request = await prepared(params);
  const operation = request.document && getOperationAST(request.document, request.payload.operationName);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return observable(operation.name?.value ?? 'subscription', request.payload);
  const answer = await ask(request.payload, options.headers);
  if (operation?.operation === OperationTypeNode.MUTATION) {
    forgetRooms();
    await adopt(answer);
  }
  return answer;
}

/** What is sent: GraphiQL's operation name may be that of the tab before, and the examples leave blanks. */
async function prepared(params: Params): Promise<{ document: DocumentNode | null; payload: SubscribePayload }> {
  let document: DocumentNode | null = null;
  try {
    document = parse(params.query);
  } catch {
    // The server says better what is wrong.
  }
  const operations = document?.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION) ?? [];
  const operationName = operations.length === 1 ? operations[0]?.name?.value : (params.operationName ?? undefined);
  const variables = (await filled(params.variables)) as Record<string, unknown> | undefined;
  return { document, payload: { query: params.query, operationName, variables } };
}

/** Fills the blanks of the examples. */
async function filled(value: unknown): Promise<unknown> {
  if (value === FIRST_ROOM) return (await roomOfMine()) ?? value;
  if (value === NEW_ID) return newId();
  if (Array.isArray(value)) return Promise.all(value.map(filled));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([name, item]) => [name, await filled(item)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Not `randomUUID`, which a page has on secure origins only. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function observable(name: string, payload: SubscribePayload) {
  const tab = activeTab();
  return {
    subscribe(observer: live.Observer) {
      // A tab that comes back finds what it left running.
      const { id } = live.runOf(tab) ?? live.begin(tab, name, payload);
      live.attach(id, observer);
      return {
        unsubscribe() {
          live.detach(id);
          // GraphiQL ends it both when somebody stops it and when another tab is shown; a moment later it is known which.
          queueMicrotask(() => {
            if (!isInBackground(tab)) live.stop(id);
          });
        },
      };
    },
  };
}
