/** What the page asks by itself, beside the core: nothing of it is kept. */

import { graphql } from '../gql/gql.ts';

export const FindRooms = graphql(`
  query FindRooms($search: String) {
    publicRooms(search: $search, first: 30) {
      nodes { id name topic memberCount }
    }
  }
`);

export const FindPeople = graphql(`
  query FindPeople($search: String!) {
    users(search: $search, first: 12) {
      nodes { ...PresenceFields }
    }
  }
`);

export const SearchMessages = graphql(`
  query SearchMessages($query: String!, $after: String) {
    searchMessages(query: $query, first: 20, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id roomId seq body createdAt author { ...UserFields } }
    }
  }
`);

/** The first ones who gave each reaction to a message. */
export const WhoReacted = graphql(`
  query WhoReacted($messageId: ID!) {
    message(id: $messageId) {
      id
      reactions { id emoji count users(first: 10) { nodes { ...UserFields } } }
    }
  }
`);

export const AllAnnouncements = graphql(`
  query AllAnnouncements {
    announcements(first: 50) {
      nodes { ...AnnouncementFields }
    }
  }
`);

/** A file with addresses that are good again. */
export const FreshAttachment = graphql(`
  query FreshAttachment($id: ID!) {
    node(id: $id) { ... on Attachment { ...AttachmentFields } }
  }
`);
