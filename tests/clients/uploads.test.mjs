// Files, by the links with which people upload: Apollo's and urql's own, as they come, also behind nginx.

import assert from 'node:assert/strict';
import { File } from 'node:buffer';
import { after, before, describe, it } from 'node:test';
import { ApolloClient, InMemoryCache, gql } from '@apollo/client/core';
import { Client, fetchExchange } from '@urql/core';
import UploadHttpLink from 'apollo-upload-client/UploadHttpLink.mjs';
import { Nginx } from './harness/nginx.mjs';
import { Person, fresh } from './harness/person.mjs';
import { Spark } from './harness/server.mjs';

const UPLOAD = `mutation Upload($input: UploadAttachmentInput!) {
  uploadAttachment(input: $input) {
    action error { code message limit } attachment { id kind name mediaType byteSize url } } }`;
const TWO = `mutation Two($a: Upload!, $b: Upload!) {
  a: uploadAttachment(input: { file: $a }) { action attachment { name byteSize } }
  b: uploadAttachment(input: { file: $b, name: "other.txt" }) { action attachment { name byteSize } } }`;
// More than what nginx takes unless it is told to.
const LARGE = 3 << 20;
const MOST = 4 << 20;

let spark;
let nginx;
let alice;

before(async () => {
  spark = await Spark.start(`--max-file-bytes=${MOST}`);
  nginx = await Nginx.before(spark);
  alice = await Person.register(spark, 'alice');
});

after(async () => {
  await nginx?.stop();
  await spark?.stop();
});

const headers = () => ({ authorization: alice.authorization });

/** What each client makes of a mutation: its data, or the error that it throws. */
const CLIENTS = {
  'Apollo, with apollo-upload-client': (uri) => {
    const link = new UploadHttpLink({ uri, headers: headers() });
    const apollo = new ApolloClient({ link, cache: new InMemoryCache() });
    return async (query, variables) => (await apollo.mutate({ mutation: gql(query), variables })).data;
  },
  'urql, with its own fetchExchange': (url) => {
    const urql = new Client({
      url,
      fetchOptions: () => ({ headers: headers() }),
      exchanges: [fetchExchange],
      preferGetMethod: false,
    });
    return async (query, variables) => {
      const { data, error } = await urql.mutation(query, variables).toPromise();
      if (error) throw error;
      return data;
    };
  },
};
const WAYS = {
  'without anything between': () => spark.http,
  'behind nginx': () => nginx.ws.replace('ws://', 'http://'),
};

/** The codes that an error of either client has, wherever it keeps them. */
function codes(error) {
  const told = error.graphQLErrors ?? error.errors ?? error.result?.errors ?? [];
  return told.map(({ extensions }) => extensions);
}

for (const [name, client] of Object.entries(CLIENTS)) {
  for (const [way, address] of Object.entries(WAYS)) {
    describe(`${name}, ${way}`, { concurrency: true }, () => {
      let mutate;
      before(() => {
        mutate = client(address());
      });

      it('uploads a file, sends it, and whoever has its address reads it', async () => {
        const bytes = Buffer.alloc(LARGE, 'Straße ');
        const file = new File([bytes], 'Straße "1" 😀.txt', { type: 'text/plain' });
        const { uploadAttachment: payload } = await mutate(UPLOAD, {
          input: { file, clientMutationId: fresh() },
        });
        assert.equal(payload.action, 'COMMIT', JSON.stringify(payload));
        assert.equal(payload.attachment.name, 'Straße "1" 😀.txt');
        assert.equal(payload.attachment.byteSize, LARGE);
        const room = await alice.createsRoom('Kitchen');
        const input = {
          roomId: room,
          body: '',
          attachmentIds: [payload.attachment.id],
          clientMutationId: fresh(),
        };
        const { message } = await alice.does('sendMessage', input, 'message { attachments { id url } }');
        assert.equal(message.attachments[0].id, payload.attachment.id);
        const read = await fetch(message.attachments[0].url);
        assert.equal(read.status, 200);
        assert.ok(Buffer.from(await read.arrayBuffer()).equals(bytes));
        const saved = read.headers.get('content-disposition');
        assert.ok(
          saved.startsWith('attachment;') && saved.includes("filename*=UTF-8''Stra%C3%9Fe%20%221%22%20%F0%9F%98%80.txt"),
          saved,
        );
      });

      it('is answered once to a call that it repeats', async () => {
        const clientMutationId = fresh();
        const call = async (text) =>
          (await mutate(UPLOAD, { input: { file: new File([text], 'a.txt'), clientMutationId } })).uploadAttachment;
        const [first, again, other] = [await call('a'), await call('a'), await call('b')];
        assert.equal(first.action, 'COMMIT');
        assert.equal(again.attachment.id, first.attachment.id);
        assert.deepEqual([other.action, other.error.code], ['ROLLBACK', 'CONFLICT']);
      });

      it('uploads two at once', async () => {
        const data = await mutate(TWO, { a: new File(['a'], 'a.txt'), b: new File(['bb'], 'b.txt') });
        assert.deepEqual([data.a.attachment.name, data.a.attachment.byteSize], ['a.txt', 1]);
        assert.deepEqual([data.b.attachment.name, data.b.attachment.byteSize], ['other.txt', 2]);
      });

      it('hears why a file is too long', async () => {
        for (const length of [MOST + 1, 20 << 20]) {
          const file = new File([new Uint8Array(length)], 'long.bin');
          await assert.rejects(mutate(UPLOAD, { input: { file } }), (error) => {
            const told = JSON.stringify(codes(error)) + (error.bodyText ?? '');
            assert.match(told, /"code":"TOO_LARGE".*"limit":4194304/);
            return true;
          });
        }
      });
    });
  }
}
