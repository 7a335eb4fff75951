// People who use the server over plain HTTP, beside the client that a story is about.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

/** A fresh `clientMutationId`. */
export const fresh = () => `call-${randomUUID()}`;

export class Person {
  constructor(spark, username, session) {
    this.spark = spark;
    this.username = username;
    this.id = session.user.id;
    this.authorization = `Bearer ${session.token}`;
  }

  /** Somebody who has just registered. */
  static async register(spark, username) {
    const query = `mutation($input: RegisterInput!) {
      register(input: $input) { action error { code message } session { token user { id } } } }`;
    const { register } = await ask(spark, {}, query, { input: { username, password: 'correct horse' } });
    assert.equal(register.action, 'COMMIT', JSON.stringify(register));
    return new Person(spark, username, register.session);
  }

  /** Reads something. */
  async reads(query, variables = {}) {
    return ask(this.spark, { authorization: this.authorization }, query, variables);
  }

  /** Calls a mutation that must succeed. */
  async does(name, input, selection) {
    const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation($input: ${type}!) { ${name}(input: $input) { action error { code message } ${selection} } }`;
    const payload = (await this.reads(query, { input }))[name];
    assert.equal(payload.action, 'COMMIT', JSON.stringify(payload));
    return payload;
  }

  /** Makes a room; its id. */
  async createsRoom(name, members = []) {
    const input = { kind: 'PRIVATE', name, memberIds: members.map((member) => member.id) };
    return (await this.does('createRoom', input, 'room { id }')).room.id;
  }

  /** Sends a message. */
  async sends(roomId, body, clientMutationId = fresh()) {
    const input = { roomId, body, clientMutationId };
    return (await this.does('sendMessage', input, 'message { id seq body }')).message;
  }
}

async function ask(spark, headers, query, variables) {
  const response = await fetch(spark.http, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}
